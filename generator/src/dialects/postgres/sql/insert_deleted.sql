-- Keys that the source no longer holds: one more version, with the values of the one that ended just now, marked as deleted.
INSERT INTO ${target} (
    {{ insert_columns }}
)
SELECT
    {{ deleted_values }}
FROM ${target} t
JOIN ${stage} s ON {{ join }}
WHERE t.{{ valid_to }} = ${effective} AND NOT ({{ current }}) AND s.{{ mask }} & 512 <> 0;
