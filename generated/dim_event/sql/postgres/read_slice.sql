-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "event",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean
FROM ${target}
WHERE true AND ${where};
