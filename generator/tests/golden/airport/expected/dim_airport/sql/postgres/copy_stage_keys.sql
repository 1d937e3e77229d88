-- @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "airport_code") FROM STDIN (FORMAT binary);
