-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "Row Hash" = ?2
WHERE "Select Key" = ?1 AND "Is Current" = 1;
