-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    {{ slice_columns }}
FROM ${target}
WHERE {{ living }} AND ${where};
