-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("lw_row", "s") WHERE "current" = true;
