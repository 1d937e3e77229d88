-- @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "customer_id") FROM STDIN (FORMAT binary);
