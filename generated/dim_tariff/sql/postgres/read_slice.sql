-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "code",
    NULL::bytea,
    "valid_from",
    NULL::boolean,
    "is_deleted" = true
FROM ${target}
WHERE "is_current" = true AND ${where};
