-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "code",
    NULL,
    "valid_from",
    1,
    "is_deleted" = 1
FROM ${target}
WHERE "is_current" = 1 AND ${where};
