-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "airline_name" = ?2,
    "row_hash" = ?3
WHERE "carrier" = ?1 AND "airline_sk" NOT IN (-1);
