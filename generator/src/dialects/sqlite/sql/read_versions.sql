-- All versions of one key: start, end, current, hash, then the columns that keep their first value.
SELECT
    {{ version_columns }}
FROM ${target}
WHERE {{ key_is }}
ORDER BY {{ valid_from }};
