-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "lw_hash" = ?4,
    "v" = ?5,
    "next" = ?6
WHERE "lw_row" = ?1 AND "s" = ?2 AND "starts" = ?3 AND NOT ("current" = 1);
