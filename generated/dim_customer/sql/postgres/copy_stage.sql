-- @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "customer_id",
    "name",
    "city",
    "points",
    "email",
    "joined",
    "batch",
    lw_hash
) FROM STDIN (FORMAT binary);
