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
SELECT
    s."airport_code",
    s."observed_at",
    s."temperature_c",
    s."dew_point_c",
    s."humidity_pct",
    s."wind_direction",
    s."wind_mph",
    s."gust_mph",
    s."precipitation_in",
    s."pressure_hpa",
    s."visibility_mi"
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
