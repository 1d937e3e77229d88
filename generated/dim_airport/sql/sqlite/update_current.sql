-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "altitude_ft" = ?2,
    "row_hash" = ?3,
    "upd_load_id" = ?4
WHERE "airport_code" = ?1 AND "airport_sk" NOT IN (-1) AND "is_current" = 1;
