-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "altitude_ft" = ?3,
    "row_hash" = ?4,
    "upd_load_id" = ?5
WHERE "airport_code" = ?1 AND "airport_sk" NOT IN (-1) AND "valid_from" = ?2 AND NOT ("is_current" = 1);
