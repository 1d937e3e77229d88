-- @generated from jobs/scenarios/stage_sale.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "sale" INTEGER,
    "note" TEXT,
    "amount" TEXT,
    "lw_run_id" INTEGER
);
