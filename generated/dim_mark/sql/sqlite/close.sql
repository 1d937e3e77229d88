-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "${first} ?" = ?2,
    "VALUES " = 'VALUES (?1)',
    ":who" = ?3,
    "?2" = ?4
WHERE "${where}" = ?1 AND "${index_current}" NOT IN (-1) AND "VALUES " = '${run} VALUES ?1';
