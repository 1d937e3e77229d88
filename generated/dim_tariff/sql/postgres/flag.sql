-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "is_deleted" = true
FROM ${stage} s
WHERE t."code" = s."code" AND t."is_current" = true AND s.lw_do & 128 <> 0;
