-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "weight" = ?3,
    "row_hash" = ?4
WHERE "made" = ?1 AND "line" = ?2 AND "is_current" = 1;
