-- @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "airport_code",
    "airport_name",
    "latitude",
    "longitude",
    "altitude_ft",
    "time_zone",
    "source_system",
    "batch",
    lw_hash
) FROM STDIN (FORMAT binary);
