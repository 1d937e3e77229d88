-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "rate_sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "rate_id" INTEGER NOT NULL,
    "code" TEXT,
    "origin" TEXT,
    "batch" TEXT,
    "row_hash" BLOB
);
