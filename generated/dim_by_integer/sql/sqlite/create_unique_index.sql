-- @generated from jobs/scenarios/dim_by_integer.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("k") WHERE "is_current" = 1;
