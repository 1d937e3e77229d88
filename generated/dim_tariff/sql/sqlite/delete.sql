-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target}
WHERE "code" = ?1 AND "is_current" = 1;
