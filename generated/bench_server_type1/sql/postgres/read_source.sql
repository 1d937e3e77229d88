-- @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
SELECT
    "c_custkey",
    "c_name",
    "c_address",
    "c_nationkey",
    "c_phone",
    "c_acctbal",
    "c_mktsegment",
    "c_comment"
FROM ${source}
WHERE ${where};
