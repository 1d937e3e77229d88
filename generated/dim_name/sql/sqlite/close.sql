-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "To" = ?2,
    "Is Current" = 0
WHERE "Select Key" = ?1 AND "Is Current" = 1;
