-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "Select Key") FROM STDIN (FORMAT binary);
