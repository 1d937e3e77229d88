-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "valid_to" = ?2,
    "is_current" = 0,
    "upd_load_id" = ?3
WHERE "airport_code" = ?1 AND "airport_sk" NOT IN (-1) AND "is_current" = 1;
