-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("Key No") WHERE "is_current" = true AND "order" NOT IN (-1);
-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${target} ("Key No", "valid_from");
