-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "番号",
    "row_hash",
    "valid_from",
    ((("load_date" = :day) AND ("load_date" >= '2024-01-01')) AND ("番号" >= 0)) IS TRUE,
    0,
    "番号",
    "名前",
    "Straße",
    "strasse",
    "load_date"
FROM ${target}
WHERE "is_current" = 1 AND ${where};
