-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "番号",
    "row_hash",
    NULL::date,
    ((("load_date" = :day) AND ("load_date" >= '2024-01-01'::date)) AND ("番号" >= 0)) IS TRUE,
    NULL::boolean
FROM ${target}
WHERE "is_current" = true AND ${where};
