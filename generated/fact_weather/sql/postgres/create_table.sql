-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "airport_code" text COLLATE "C" NOT NULL,
    "observed_at" timestamptz NOT NULL,
    "temperature_c" decimal(4,1),
    "dew_point_c" decimal(4,1),
    "humidity_pct" decimal(5,2),
    "wind_direction" smallint,
    "wind_mph" double precision,
    "gust_mph" double precision,
    "precipitation_in" double precision,
    "pressure_hpa" decimal(6,1),
    "visibility_mi" double precision
);
