-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "id" INTEGER NOT NULL,
    "VIP?" TEXT,
    "has_k" INTEGER,
    "any" INTEGER,
    "all" INTEGER,
    "said" TEXT,
    "row_hash" BLOB
);
