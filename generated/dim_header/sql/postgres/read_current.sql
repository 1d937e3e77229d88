-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "number",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "number",
    "net",
    "gross"
FROM ${target}
WHERE true AND ${where};
