-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do__, "lw_row", "s") FROM STDIN (FORMAT binary);
