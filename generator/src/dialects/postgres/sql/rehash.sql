UPDATE ${target} t SET
    {{ rehash_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.lw_do & 32 <> 0;
