-- @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${target} ("c_custkey", "valid_from");
