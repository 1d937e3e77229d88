-- @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "customer_sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "customer_id" INTEGER NOT NULL,
    "name" TEXT,
    "city" TEXT,
    "points" INTEGER,
    "phone" TEXT,
    "email" TEXT,
    "joined" TEXT,
    "batch" TEXT,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NOT NULL,
    "is_current" INTEGER NOT NULL,
    "row_hash" BLOB,
    "load_id" INTEGER,
    "upd_load_id" INTEGER,
    "dw_inserted_at" TEXT,
    "dw_updated_at" TEXT
);
