-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "the SK" INTEGER PRIMARY KEY AUTOINCREMENT,
    "Select Key" TEXT NOT NULL,
    "table" INTEGER,
    "it's a ""name""" TEXT,
    "MixedCase" INTEGER,
    "From" TEXT NOT NULL,
    "To" TEXT NOT NULL,
    "Is Current" INTEGER NOT NULL,
    "Row Hash" BLOB
);
