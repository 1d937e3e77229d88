-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "made",
    "line",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "made",
    "line",
    "name",
    "weight"
FROM ${target}
WHERE "is_current" = true AND ${where};
