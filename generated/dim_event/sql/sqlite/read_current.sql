-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "event",
    "row_hash",
    NULL,
    1,
    0,
    "event",
    "note",
    "amount"
FROM ${target}
WHERE 1 = 1 AND ${where};
