-- @generated from jobs/scenarios/dim_by_uuid.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "k",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "k",
    "v"
FROM ${target}
WHERE "is_current" = true AND ${where};
