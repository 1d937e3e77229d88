-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "carrier",
    "airline_name",
    lw_hash
) FROM STDIN (FORMAT binary);
