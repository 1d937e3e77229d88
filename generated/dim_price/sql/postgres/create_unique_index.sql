-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("code") WHERE "is_current" = true;
