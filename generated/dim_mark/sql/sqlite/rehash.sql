-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "${stage}" = ?2
WHERE "${where}" = ?1 AND "${index_current}" NOT IN (-1) AND "VALUES " = '${run} VALUES ?1';
