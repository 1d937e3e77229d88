-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "Select Key",
    "Row Hash",
    "From",
    1,
    0
FROM ${target}
WHERE "Is Current" = 1 AND ${where};
