-- Type 1 values go to older versions too; of their hashes only the half that covers them is replaced.
UPDATE ${target} t SET
    {{ version_assignments }}
FROM ${stage} s
WHERE {{ join }} AND NOT ({{ current }}) AND s.{{ mask }} & 8 <> 0;
