-- @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${target} ("customer_id", "valid_from");
