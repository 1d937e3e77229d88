-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "order" INTEGER,
    "Key No" INTEGER NOT NULL,
    "group" TEXT,
    "Größe" TEXT,
    "quo""te" TEXT,
    "MiXed" TEXT,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NOT NULL,
    "is_current" INTEGER NOT NULL,
    "row_hash" BLOB
);
