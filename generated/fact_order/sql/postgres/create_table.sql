-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "order_id" bigint NOT NULL,
    "total" integer
);
