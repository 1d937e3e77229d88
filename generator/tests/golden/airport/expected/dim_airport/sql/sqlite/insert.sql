-- @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "airport_code",
    "airport_name",
    "latitude",
    "longitude",
    "altitude_ft",
    "time_zone",
    "source_system",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id"
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
    '9999-12-31T00:00:00.000000Z',
    1,
    ?,
    ?
);
