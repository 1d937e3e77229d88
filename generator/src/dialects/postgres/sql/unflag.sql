UPDATE ${target} t SET
    {{ unflag_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.{{ mask }} & 256 <> 0;
