-- @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "event_id",
    "kind",
    "at",
    "domain",
    "mirrored",
    "cents",
    "size",
    "paid",
    "raw",
    "loaded_by",
    "is_gone",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    0,
    ?
);
