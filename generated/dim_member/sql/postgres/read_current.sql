-- @generated from jobs/scenarios/dim_member.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "id",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "id",
    "region",
    "name"
FROM ${target}
WHERE "is_current" = true AND ${where};
