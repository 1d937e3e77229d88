-- @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "customer_id",
    "name",
    "city",
    "points",
    "phone",
    "email",
    "joined",
    "batch",
    lw_hash
) FROM STDIN (FORMAT binary);
