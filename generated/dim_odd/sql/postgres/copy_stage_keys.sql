-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "Key No") FROM STDIN (FORMAT binary);
