-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "airport_code",
    "observed_at",
    "temperature_c",
    "dew_point_c",
    "humidity_pct",
    "wind_direction",
    "wind_mph",
    "gust_mph",
    "precipitation_in",
    "pressure_hpa",
    "visibility_mi"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?
);
