-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "model" = s."model",
    "plane_type" = s."plane_type",
    "engine_type" = s."engine_type",
    "engines" = s."engines",
    "seats" = s."seats",
    "cruise_mph" = s."cruise_mph",
    "size_class" = s."size_class",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."tail_number" = s."tail_number" AND s.lw_do & 4 <> 0;
