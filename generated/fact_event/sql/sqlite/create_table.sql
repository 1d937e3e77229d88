-- @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "event" INTEGER,
    "note" TEXT,
    "amount" TEXT,
    "lw_run_id" INTEGER
);
