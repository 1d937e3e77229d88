-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do integer NOT NULL,
    "airport_code" text,
    "airport_name" text,
    "latitude" double precision,
    "longitude" double precision,
    "altitude_ft" integer,
    "time_zone" text,
    "snapshot" text,
    lw_hash bytea
) ON COMMIT DELETE ROWS;
