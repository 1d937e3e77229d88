-- @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "c_custkey",
    "c_name",
    "c_address",
    "c_nationkey",
    "c_phone",
    "c_acctbal",
    "c_mktsegment",
    "c_comment",
    "row_hash",
    "load_id"
)
SELECT
    s."c_custkey",
    s."c_name",
    s."c_address",
    s."c_nationkey",
    s."c_phone",
    s."c_acctbal",
    s."c_mktsegment",
    s."c_comment",
    s.lw_hash,
    ${run}
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
