-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "${index_current}" INTEGER PRIMARY KEY AUTOINCREMENT,
    "${where}" INTEGER,
    "VIP?" TEXT,
    "${target}" TEXT,
    "?1" TEXT,
    "$$" TEXT,
    "-- a ${comment}" TEXT,
    "${effective}" TEXT NOT NULL,
    "${first} ?" TEXT NOT NULL,
    "VALUES " TEXT NOT NULL,
    "${stage}" BLOB,
    "${run}" INTEGER,
    ":who" INTEGER,
    "${now}" TEXT,
    "?2" TEXT
);
