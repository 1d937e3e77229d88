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
SELECT
    s."tail_number",
    s."built",
    s."manufacturer",
    s."model",
    s."plane_type",
    s."engine_type",
    s."engines",
    s."seats",
    s."cruise_mph",
    s."size_class",
    0,
    s.lw_hash
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
