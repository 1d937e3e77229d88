-- @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target} t
USING ${stage} s
WHERE t."c_custkey" = s."c_custkey" AND s.lw_do & 64 <> 0;
