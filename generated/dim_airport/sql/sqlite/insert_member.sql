-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
-- unknown_member
INSERT INTO ${target} (
    "airport_sk",
    "airport_code",
    "airport_name",
    "latitude",
    "longitude",
    "altitude_ft",
    "time_zone",
    "snapshot",
    "valid_from",
    "valid_to",
    "is_current"
)
SELECT
    -1,
    NULL,
    'Unknown',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    '1900-01-01T00:00:00.000000Z',
    '9999-12-31T00:00:00.000000Z',
    1
WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE "airport_sk" = -1);
