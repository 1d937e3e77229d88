-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
-- Current rows that can be missing: what the close limit is a share of.
SELECT count(*) FROM ${target}
WHERE "is_current" = true AND ((("load_date" = :day) AND ("load_date" >= '2024-01-01'::date)) AND ("番号" >= 0)) IS TRUE AND ${where};
