-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ("${where}") WHERE "VALUES " = '${run} VALUES ?1' AND "${index_current}" NOT IN (-1);
