-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "tail_number",
    "built",
    "manufacturer",
    "model",
    "plane_type",
    "engine_type",
    "engines",
    "seats",
    "cruise_mph",
    "size_class",
    "is_retired",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    0,
    ?
);
