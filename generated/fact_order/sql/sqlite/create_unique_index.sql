-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
-- One row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("order_id");
