-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "number",
    "row_hash",
    NULL,
    1,
    0,
    "number",
    "net",
    "gross"
FROM ${target}
WHERE 1 = 1 AND ${where};
