-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "sku",
    "title",
    "price",
    "origin",
    lw_hash
) FROM STDIN (FORMAT binary);
