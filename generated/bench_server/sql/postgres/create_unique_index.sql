-- @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("c_custkey") WHERE "is_current" = true;
