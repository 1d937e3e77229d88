-- @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "c_custkey") FROM STDIN (FORMAT binary);
