-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    {{ slice_columns }},
    {{ columns }}
FROM ${target}
WHERE {{ living }} AND ${where};
