-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "event" INTEGER NOT NULL,
    "note" TEXT,
    "amount" TEXT,
    "row_hash" BLOB
);
