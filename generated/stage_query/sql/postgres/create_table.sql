-- @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "item" text,
    "quantity" decimal(20,0),
    "lw_run_id" bigint
);
