-- @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "id" integer,
    "v" text,
    "lw_run_id" bigint
);
