{% if history -%}
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    {{ insert_columns }}
)
SELECT
    {{ version_values }}
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        {{ oldest_columns }}
    FROM ${target} t
    WHERE {{ join }}
    ORDER BY t.{{ valid_from }}
    LIMIT 1
) o ON true
WHERE s.{{ mask }} & 1 <> 0;
{% else -%}
INSERT INTO ${target} (
    {{ insert_columns }}
)
SELECT
    {{ version_values }}
FROM ${stage} s
WHERE s.{{ mask }} & 1 <> 0;
{% endif -%}
