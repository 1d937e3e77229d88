SELECT
    {{ source_columns }}
FROM ${source}
WHERE ${where};
