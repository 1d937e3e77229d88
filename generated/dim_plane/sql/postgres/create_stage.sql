-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do integer NOT NULL,
    "tail_number" text,
    "built" integer,
    "manufacturer" text,
    "model" text,
    "plane_type" text,
    "engine_type" text,
    "engines" smallint,
    "seats" smallint,
    "cruise_mph" smallint,
    "size_class" text,
    lw_hash bytea
) ON COMMIT DELETE ROWS;
