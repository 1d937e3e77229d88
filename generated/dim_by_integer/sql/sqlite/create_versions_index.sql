-- @generated from jobs/scenarios/dim_by_integer.yaml by `cargo xtask generate`; do not edit.
-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${table} ("k", "valid_from");
