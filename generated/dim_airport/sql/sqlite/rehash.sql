-- @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "airport_code" = ?1 AND "airport_sk" NOT IN (-1) AND "is_current" = 1;
