-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("Select Key") WHERE "Is Current" = 1;
