-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."code" = s."code" AND t."is_current" = true AND s.lw_do & 32 <> 0;
