-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "model" = ?2,
    "plane_type" = ?3,
    "engine_type" = ?4,
    "engines" = ?5,
    "seats" = ?6,
    "cruise_mph" = ?7,
    "size_class" = ?8,
    "row_hash" = ?9
WHERE "tail_number" = ?1;
