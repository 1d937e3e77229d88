-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
SELECT
    "day",
    "番号",
    "Name (full)",
    "名前"
FROM ${source}
WHERE ${where};
