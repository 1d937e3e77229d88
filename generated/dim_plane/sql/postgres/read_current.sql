-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "tail_number",
    "row_hash",
    NULL::date,
    NULL::boolean,
    "is_retired" = 1,
    "tail_number",
    "built",
    "manufacturer",
    "model",
    "plane_type",
    "engine_type",
    "engines",
    "seats",
    "cruise_mph",
    "size_class"
FROM ${target}
WHERE true AND ${where};
