-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "number") FROM STDIN (FORMAT binary);
