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
) VALUES (
    ?1,
    ?2,
    ?3,
    ?4,
    ?5,
    ?6,
    ?7,
    ?8,
    ?9,
    ?10,
    0,
    ?11
);
