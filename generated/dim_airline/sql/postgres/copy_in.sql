-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "carrier",
    "airline_name",
    "row_hash"
) FROM STDIN (FORMAT binary);
