UPDATE ${target} t SET
    {{ close_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.lw_do & 2 <> 0;
