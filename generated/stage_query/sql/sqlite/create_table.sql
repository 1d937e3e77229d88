-- @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "item" TEXT,
    "quantity" TEXT,
    "lw_run_id" INTEGER
);
