-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "sku" = ?1 AND "is_current" = 1;
