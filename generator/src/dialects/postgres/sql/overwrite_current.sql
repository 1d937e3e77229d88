-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} t SET
    {{ overwrite_assignments }}
FROM ${stage} s
WHERE {{ join_current }} AND s.{{ mask }} & 16 <> 0;
