-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "sku") FROM STDIN (FORMAT binary);
