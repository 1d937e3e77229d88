-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "part_sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "made" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "name" TEXT,
    "weight" INTEGER,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NOT NULL,
    "is_current" INTEGER NOT NULL,
    "row_hash" BLOB
);
