-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "tail_number",
    "row_hash",
    NULL::date,
    NULL::boolean,
    "is_retired" = 1
FROM ${target}
WHERE true AND ${where};
