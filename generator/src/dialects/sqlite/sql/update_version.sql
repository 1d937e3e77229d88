-- An older version of one key, by its start.
UPDATE ${target} SET
    {{ version_assignments }}
WHERE {{ key_is }} AND {{ valid_from }} = {{ version_start }} AND NOT ({{ current }});
