-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("airport_code") WHERE "is_current" = 1 AND "airport_sk" NOT IN (-1);
