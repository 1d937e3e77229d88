-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "event",
    "row_hash",
    NULL,
    1,
    0
FROM ${target}
WHERE 1 = 1 AND ${where};
