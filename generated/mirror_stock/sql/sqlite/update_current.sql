-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "quantity" = ?2
WHERE "item" = ?1;
