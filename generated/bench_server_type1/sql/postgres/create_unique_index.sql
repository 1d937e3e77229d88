-- @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
-- One row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("c_custkey");
