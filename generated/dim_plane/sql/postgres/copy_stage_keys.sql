-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "tail_number") FROM STDIN (FORMAT binary);
