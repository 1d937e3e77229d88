-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} SET
    "title" = ?2,
    "price" = ?3,
    "origin" = ?4,
    "row_hash" = ?5
WHERE "sku" = ?1 AND "is_current" = 1;
