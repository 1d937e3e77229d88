UPDATE ${target} t SET
    {{ flag_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.lw_do & 128 <> 0;
