-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
-- One row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${target} ("id");
