-- @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "airport_sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "airport_code" TEXT,
    "airport_name" TEXT,
    "latitude" REAL,
    "longitude" REAL,
    "altitude_ft" INTEGER,
    "time_zone" TEXT,
    "source_system" TEXT,
    "batch" TEXT,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NOT NULL,
    "is_current" INTEGER NOT NULL,
    "row_hash" BLOB,
    "load_id" INTEGER
);
