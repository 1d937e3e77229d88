-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
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
    lw_hash
) FROM STDIN (FORMAT binary);
