-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do integer NOT NULL,
    "airport_code" text,
    "observed_at" timestamptz,
    "temperature_c" decimal(4,1),
    "dew_point_c" decimal(4,1),
    "humidity_pct" decimal(5,2),
    "wind_direction" smallint,
    "wind_mph" double precision,
    "gust_mph" double precision,
    "precipitation_in" double precision,
    "pressure_hpa" decimal(6,1),
    "visibility_mi" double precision,
    lw_hash bytea
) ON COMMIT DELETE ROWS;
