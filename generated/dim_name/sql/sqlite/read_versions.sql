-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- All versions of one key: start, end, current, hash, then the columns that keep their first value.
SELECT
    "From",
    "To",
    "Is Current" = 1,
    "Row Hash"
FROM ${target}
WHERE "Select Key" = ?1
ORDER BY "From";
