-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "tail_number",
    "row_hash",
    NULL,
    1,
    "is_retired" = 1
FROM ${target}
WHERE 1 = 1 AND ${where};
