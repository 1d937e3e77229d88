-- @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "c_custkey",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "c_custkey",
    "c_name",
    "c_address",
    "c_nationkey",
    "c_phone",
    "c_acctbal",
    "c_mktsegment",
    "c_comment"
FROM ${target}
WHERE true AND ${where};
