-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."rate_id" = s."rate_id" AND s.lw_do & 32 <> 0;
