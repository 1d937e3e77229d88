-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
-- One row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("carrier") WHERE "airline_sk" NOT IN (-1);
