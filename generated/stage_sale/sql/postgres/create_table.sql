-- @generated from jobs/scenarios/stage_sale.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "sale" bigint,
    "note" text,
    "amount" decimal(10,2),
    "lw_run_id" bigint
);
