-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} SET
    "price" = ?2,
    "row_hash" = ?3
WHERE "code" = ?1 AND "is_current" = 1;
