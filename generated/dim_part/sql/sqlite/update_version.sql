-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "weight" = ?4,
    "row_hash" = ?5
WHERE "made" = ?1 AND "line" = ?2 AND "valid_from" = ?3 AND NOT ("is_current" = 1);
