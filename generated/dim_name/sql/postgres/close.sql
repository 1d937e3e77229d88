-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "To" = ${effective},
    "Is Current" = false
FROM ${stage} s
WHERE t."Select Key" = s."Select Key" AND t."Is Current" = true AND s.lw_do & 2 <> 0;
