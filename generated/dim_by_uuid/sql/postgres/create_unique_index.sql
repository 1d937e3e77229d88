-- @generated from jobs/scenarios/dim_by_uuid.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("k") WHERE "is_current" = true;
