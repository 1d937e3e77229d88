-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("Key No") WHERE "is_current" = 1 AND "order" NOT IN (-1);
-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${table} ("Key No", "valid_from");
