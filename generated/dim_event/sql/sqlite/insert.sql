-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "event",
    "note",
    "amount",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?
);
