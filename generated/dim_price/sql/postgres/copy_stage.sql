-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "code",
    "price",
    lw_hash
) FROM STDIN (FORMAT binary);
