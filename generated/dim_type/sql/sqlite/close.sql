-- @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "valid_to" = ?2,
    "is_current" = 0
WHERE "id" = ?1 AND "is_current" = 1;
