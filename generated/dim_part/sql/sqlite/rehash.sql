-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?3
WHERE "made" = ?1 AND "line" = ?2 AND "is_current" = 1;
