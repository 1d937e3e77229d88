-- @generated from jobs/scenarios/dim_by_integer.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "k") FROM STDIN (FORMAT binary);
