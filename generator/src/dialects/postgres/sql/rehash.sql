UPDATE ${target} t SET
    {{ rehash_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.{{ mask }} & 32 <> 0;
