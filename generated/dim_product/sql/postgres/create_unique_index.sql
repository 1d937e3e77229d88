-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("sku") WHERE "is_current" = true;
