-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "is_deleted" = 1
WHERE "code" = ?1 AND "is_current" = 1;
