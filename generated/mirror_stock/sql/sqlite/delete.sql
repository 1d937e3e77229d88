-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target}
WHERE "item" = ?1;
