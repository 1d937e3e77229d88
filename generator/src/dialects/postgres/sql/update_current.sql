UPDATE ${target} t SET
    {{ update_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.{{ mask }} & 4 <> 0;
