-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "temperature_c" = ?3,
    "dew_point_c" = ?4,
    "humidity_pct" = ?5,
    "wind_direction" = ?6,
    "wind_mph" = ?7,
    "gust_mph" = ?8,
    "precipitation_in" = ?9,
    "pressure_hpa" = ?10,
    "visibility_mi" = ?11
WHERE "airport_code" = ?1 AND "observed_at" = ?2;
