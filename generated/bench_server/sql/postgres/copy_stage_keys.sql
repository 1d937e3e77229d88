-- @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "c_custkey") FROM STDIN (FORMAT binary);
