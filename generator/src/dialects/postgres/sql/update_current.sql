UPDATE ${target} t SET
    {{ update_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.lw_do & 4 <> 0;
