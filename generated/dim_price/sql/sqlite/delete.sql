-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target}
WHERE "code" = ?1 AND "is_current" = 1;
