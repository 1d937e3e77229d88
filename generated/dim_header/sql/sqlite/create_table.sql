-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "number" INTEGER NOT NULL,
    "net" TEXT,
    "gross" TEXT,
    "row_hash" BLOB
);
