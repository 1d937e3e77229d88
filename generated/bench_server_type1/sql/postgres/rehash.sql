-- @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."c_custkey" = s."c_custkey" AND s.lw_do & 32 <> 0;
