-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${target} ("airport_code", "valid_from");
