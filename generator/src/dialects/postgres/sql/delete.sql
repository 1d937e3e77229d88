DELETE FROM ${target} t
USING ${stage} s
WHERE {{ join_current }} AND s.lw_do & 64 <> 0;
