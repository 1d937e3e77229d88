-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "o" INTEGER PRIMARY KEY AUTOINCREMENT,
    "lw_row" INTEGER NOT NULL,
    "s" TEXT NOT NULL,
    "lw_do" TEXT,
    "lw_do_" TEXT,
    "lw_hash" TEXT,
    "lw_known" TEXT,
    "t" TEXT,
    "changed" TEXT,
    "v" TEXT,
    "starts" TEXT NOT NULL,
    "ends" TEXT NOT NULL,
    "current" INTEGER NOT NULL,
    "next" BLOB
);
