-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "Select Key",
    "Row Hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean
FROM ${target}
WHERE "Is Current" = true AND ${where};
