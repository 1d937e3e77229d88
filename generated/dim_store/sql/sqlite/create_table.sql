-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "code" TEXT NOT NULL,
    "town" TEXT,
    "manager" TEXT,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NOT NULL,
    "is_current" INTEGER NOT NULL,
    "gone" TEXT NOT NULL,
    "row_hash" BLOB
);
