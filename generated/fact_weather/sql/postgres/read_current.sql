-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "airport_code",
    "observed_at",
    NULL::bytea,
    NULL::date,
    NULL::boolean,
    NULL::boolean,
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
FROM ${target}
WHERE true AND ${where};
