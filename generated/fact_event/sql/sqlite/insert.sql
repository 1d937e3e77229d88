-- @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "event",
    "note",
    "amount",
    "lw_run_id"
)
VALUES (
    ?,
    ?,
    ?,
    ?
);
