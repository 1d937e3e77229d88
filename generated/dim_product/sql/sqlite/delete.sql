-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target}
WHERE "sku" = ?1 AND "is_current" = 1;
