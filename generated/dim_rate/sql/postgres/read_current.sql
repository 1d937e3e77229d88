-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "rate_id",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "rate_id",
    "code",
    "origin",
    "batch"
FROM ${target}
WHERE true AND ${where};
