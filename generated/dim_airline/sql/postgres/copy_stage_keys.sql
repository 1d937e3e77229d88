-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "carrier") FROM STDIN (FORMAT binary);
