-- @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "customer_id") FROM STDIN (FORMAT binary);
