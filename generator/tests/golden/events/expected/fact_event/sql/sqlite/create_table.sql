-- @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "event_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TEXT,
    "domain" TEXT,
    "mirrored" TEXT,
    "cents" INTEGER,
    "size" TEXT,
    "paid" INTEGER,
    "raw" TEXT,
    "loaded_by" INTEGER,
    "is_gone" INTEGER NOT NULL,
    "row_hash" BLOB
);
