-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "sku",
    "title",
    "price",
    "origin",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
) FROM STDIN (FORMAT binary);
