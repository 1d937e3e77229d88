-- @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "event" integer,
    "note" text,
    "amount" decimal(10,2),
    "lw_run_id" bigint
);
