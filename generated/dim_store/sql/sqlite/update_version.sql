-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "manager" = ?3,
    "row_hash" = ?4
WHERE "code" = ?1 AND "valid_from" = ?2 AND NOT ("is_current" = 1);
