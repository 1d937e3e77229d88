-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "code") FROM STDIN (FORMAT binary);
