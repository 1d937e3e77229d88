-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target}
WHERE "item" = ?1;
