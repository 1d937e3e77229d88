-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "price" = ?2,
    "row_hash" = ?3
WHERE "sku" = ?1 AND "is_current" = 1;
