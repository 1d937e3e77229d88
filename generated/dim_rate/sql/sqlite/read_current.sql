-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "rate_id",
    "row_hash",
    NULL,
    1,
    0,
    "rate_id",
    "code",
    "origin",
    "batch"
FROM ${target}
WHERE 1 = 1 AND ${where};
