-- @generated from jobs/scenarios/dim_by_integer.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "k" INTEGER NOT NULL,
    "v" TEXT,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NOT NULL,
    "is_current" INTEGER NOT NULL,
    "row_hash" BLOB
);
