-- @generated from jobs/scenarios/dim_by_uuid.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "k" TEXT NOT NULL,
    "v" TEXT,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NOT NULL,
    "is_current" INTEGER NOT NULL,
    "row_hash" BLOB
);
