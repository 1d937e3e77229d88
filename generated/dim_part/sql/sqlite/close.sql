-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "valid_to" = ?3,
    "is_current" = 0
WHERE "made" = ?1 AND "line" = ?2 AND "is_current" = 1;
