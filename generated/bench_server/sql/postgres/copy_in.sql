-- @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "c_custkey",
    "c_name",
    "c_address",
    "c_nationkey",
    "c_phone",
    "c_acctbal",
    "c_mktsegment",
    "c_comment",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id"
) FROM STDIN (FORMAT binary);
