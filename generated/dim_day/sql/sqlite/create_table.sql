-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "番号" INTEGER NOT NULL,
    "名前" TEXT,
    "Straße" TEXT,
    "strasse" TEXT,
    "load_date" TEXT,
    "valid_from" TEXT NOT NULL,
    "valid_to" TEXT NOT NULL,
    "is_current" INTEGER NOT NULL,
    "row_hash" BLOB
);
