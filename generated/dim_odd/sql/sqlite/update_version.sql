-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "group" = ?3,
    "row_hash" = ?4
WHERE "Key No" = ?1 AND "order" NOT IN (-1) AND "valid_from" = ?2 AND NOT ("is_current" = 1);
