-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "airport_code",
    "observed_at",
    NULL::bytea,
    NULL::date,
    NULL::boolean,
    NULL::boolean
FROM ${target}
WHERE true AND ${where};
