-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "temperature_c" = s."temperature_c",
    "dew_point_c" = s."dew_point_c",
    "humidity_pct" = s."humidity_pct",
    "wind_direction" = s."wind_direction",
    "wind_mph" = s."wind_mph",
    "gust_mph" = s."gust_mph",
    "precipitation_in" = s."precipitation_in",
    "pressure_hpa" = s."pressure_hpa",
    "visibility_mi" = s."visibility_mi"
FROM ${stage} s
WHERE t."airport_code" = s."airport_code" AND t."observed_at" = s."observed_at" AND s.lw_do & 4 <> 0;
