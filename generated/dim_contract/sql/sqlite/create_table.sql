-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "contract_sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "contract_id" INTEGER NOT NULL,
    "name" TEXT,
    "grade" TEXT,
    "origin" TEXT,
    "scope" TEXT,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT,
    "is_current" INTEGER NOT NULL,
    "gone" TEXT NOT NULL,
    "row_hash" BLOB,
    "load_id" INTEGER,
    "upd_load_id" INTEGER,
    "dw_inserted_at" TEXT,
    "dw_updated_at" TEXT
);
