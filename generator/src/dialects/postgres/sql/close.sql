UPDATE ${target} t SET
    {{ close_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.{{ mask }} & 2 <> 0;
