-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "event",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "event",
    "note",
    "amount"
FROM ${target}
WHERE true AND ${where};
