-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "quantity" = ?2
WHERE "item" = ?1;
