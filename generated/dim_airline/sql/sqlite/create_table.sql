-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "airline_sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "carrier" TEXT NOT NULL,
    "airline_name" TEXT NOT NULL,
    "row_hash" BLOB
);
