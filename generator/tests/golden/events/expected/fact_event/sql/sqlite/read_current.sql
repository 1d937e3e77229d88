-- @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "kind",
    "event_id",
    "row_hash",
    NULL,
    1,
    "is_gone" = 1,
    "event_id",
    "kind",
    "at",
    "domain",
    "mirrored",
    "cents",
    "size",
    "paid",
    "raw",
    "loaded_by"
FROM ${target}
WHERE 1 = 1 AND ${where};
