-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- All versions of one key: start, end, current, hash, then the columns that keep their first value.
SELECT
    "valid_from",
    "valid_to",
    "is_current" = 1,
    "row_hash"
FROM ${target}
WHERE "code" = ?1
ORDER BY "valid_from";
