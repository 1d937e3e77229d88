UPDATE ${target} t SET
    {{ flag_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.{{ mask }} & 128 <> 0;
