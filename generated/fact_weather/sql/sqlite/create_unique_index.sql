-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
-- One row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("airport_code", "observed_at");
