-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "airport_code",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "airport_code",
    "airport_name",
    "latitude",
    "longitude",
    "altitude_ft",
    "time_zone",
    "snapshot"
FROM ${target}
WHERE "is_current" = true AND "airport_sk" NOT IN (-1) AND ${where};
