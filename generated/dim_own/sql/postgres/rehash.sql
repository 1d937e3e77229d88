-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "next" = s.lw_hash_
FROM ${stage} s
WHERE t."lw_row" = s."lw_row" AND t."s" = s."s" AND t."current" = true AND s.lw_do__ & 32 <> 0;
