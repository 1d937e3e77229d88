-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "lw_row",
    "s",
    "next",
    "starts",
    NULL::boolean,
    NULL::boolean
FROM ${target}
WHERE "current" = true AND ${where};
