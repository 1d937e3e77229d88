-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "MixedCase" = ?3,
    "Row Hash" = ?4
WHERE "Select Key" = ?1 AND "From" = ?2 AND NOT ("Is Current" = 1);
