-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "airport_code" TEXT NOT NULL,
    "observed_at" TEXT NOT NULL,
    "temperature_c" TEXT,
    "dew_point_c" TEXT,
    "humidity_pct" TEXT,
    "wind_direction" INTEGER,
    "wind_mph" REAL,
    "gust_mph" REAL,
    "precipitation_in" REAL,
    "pressure_hpa" TEXT,
    "visibility_mi" REAL
);
