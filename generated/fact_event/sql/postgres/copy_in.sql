-- @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "event",
    "note",
    "amount",
    "lw_run_id"
) FROM STDIN (FORMAT binary);
