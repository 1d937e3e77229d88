UPDATE ${target} t SET
    {{ unflag_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.lw_do & 256 <> 0;
