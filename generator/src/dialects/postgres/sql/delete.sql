DELETE FROM ${target} t
USING ${stage} s
WHERE {{ join_current }} AND s.{{ mask }} & 64 <> 0;
