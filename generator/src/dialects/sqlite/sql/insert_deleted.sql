-- A key that the source no longer holds: one more version, with the values of the one that ended just now, marked as deleted.
INSERT INTO ${target} (
    {{ insert_columns }}
)
SELECT
    {{ deleted_values }}
FROM ${target}
WHERE {{ key_is }} AND {{ valid_to }} = {{ deleted_start }} AND NOT ({{ current }})
ORDER BY {{ valid_from }} DESC
LIMIT 1;
