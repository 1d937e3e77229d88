-- @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "c_name" = s."c_name",
    "c_address" = s."c_address",
    "c_nationkey" = s."c_nationkey",
    "c_phone" = s."c_phone",
    "c_acctbal" = s."c_acctbal",
    "c_mktsegment" = s."c_mktsegment",
    "c_comment" = s."c_comment",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."c_custkey" = s."c_custkey" AND s.lw_do & 4 <> 0;
