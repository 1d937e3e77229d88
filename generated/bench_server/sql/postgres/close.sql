-- @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "valid_to" = ${effective},
    "is_current" = false
FROM ${stage} s
WHERE t."c_custkey" = s."c_custkey" AND t."is_current" = true AND s.lw_do & 2 <> 0;
