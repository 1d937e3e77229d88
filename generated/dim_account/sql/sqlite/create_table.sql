-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "account_sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "region" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "owner" TEXT,
    "limit_eur" INTEGER,
    "opened" TEXT,
    "begins" TEXT NOT NULL,
    "ends" TEXT,
    "latest" TEXT NOT NULL,
    "row_hash" BLOB
);
