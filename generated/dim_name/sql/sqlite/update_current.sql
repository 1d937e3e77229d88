-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "MixedCase" = ?2,
    "Row Hash" = ?3
WHERE "Select Key" = ?1 AND "Is Current" = 1;
