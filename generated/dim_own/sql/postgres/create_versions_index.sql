-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${target} ("lw_row", "s", "starts");
