-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "carrier" = ?1 AND "airline_sk" NOT IN (-1);
