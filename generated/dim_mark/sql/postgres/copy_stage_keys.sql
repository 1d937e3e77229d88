-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "${where}") FROM STDIN (FORMAT binary);
