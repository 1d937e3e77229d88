-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "番号",
    "row_hash",
    "valid_from",
    ((("load_date" = :day) AND ("load_date" >= '2024-01-01')) AND ("番号" >= 0)) IS TRUE,
    0
FROM ${target}
WHERE "is_current" = 1 AND ${where};
