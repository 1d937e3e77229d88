-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "valid_to" = ${effective},
    "is_current" = false
FROM ${stage} s
WHERE t."番号" = s."番号" AND t."is_current" = true AND s.lw_do & 2 <> 0;
