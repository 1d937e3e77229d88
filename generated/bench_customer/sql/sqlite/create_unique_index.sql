-- @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("customer_id") WHERE "is_current" = 1;
