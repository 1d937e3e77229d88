-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "code",
    "row_hash",
    "valid_from",
    NULL::boolean,
    NULL::boolean
FROM ${target}
WHERE "is_current" = true AND ${where};
