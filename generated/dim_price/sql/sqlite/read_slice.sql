-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "code",
    "row_hash",
    "valid_from",
    1,
    0
FROM ${target}
WHERE "is_current" = 1 AND ${where};
