-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
-- One row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("tail_number");
