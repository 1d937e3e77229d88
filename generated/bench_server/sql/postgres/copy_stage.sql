-- @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "c_custkey",
    "c_name",
    "c_address",
    "c_nationkey",
    "c_phone",
    "c_acctbal",
    "c_mktsegment",
    "c_comment",
    lw_hash
) FROM STDIN (FORMAT binary);
