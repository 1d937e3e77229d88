-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "?1" = ?2,
    "${stage}" = ?3,
    ":who" = ?4,
    "?2" = ?5
WHERE "${where}" = ?1 AND "${index_current}" NOT IN (-1) AND "VALUES " = '${run} VALUES ?1';
