-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
INSERT OR ABORT INTO ${target} (
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
