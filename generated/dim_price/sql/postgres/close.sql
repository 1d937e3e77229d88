-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "valid_to" = ${effective},
    "is_current" = false
FROM ${stage} s
WHERE t."code" = s."code" AND t."is_current" = true AND s.lw_do & 2 <> 0;
