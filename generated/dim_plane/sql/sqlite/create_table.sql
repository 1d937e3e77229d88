-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "plane_sk" INTEGER PRIMARY KEY AUTOINCREMENT,
    "tail_number" TEXT NOT NULL,
    "built" INTEGER,
    "manufacturer" TEXT,
    "model" TEXT,
    "plane_type" TEXT,
    "engine_type" TEXT,
    "engines" INTEGER,
    "seats" INTEGER,
    "cruise_mph" INTEGER,
    "size_class" TEXT,
    "is_retired" INTEGER NOT NULL,
    "row_hash" BLOB
);
