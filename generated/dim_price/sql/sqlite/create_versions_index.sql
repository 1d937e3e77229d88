-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${table} ("code", "valid_from");
