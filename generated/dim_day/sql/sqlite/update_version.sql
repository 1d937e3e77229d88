-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "strasse" = ?3,
    "row_hash" = ?4
WHERE "番号" = ?1 AND "valid_from" = ?2 AND NOT ("is_current" = 1);
