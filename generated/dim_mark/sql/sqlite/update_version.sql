-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "?1" = ?3,
    "${stage}" = ?4,
    ":who" = ?5,
    "?2" = ?6
WHERE "${where}" = ?1 AND "${index_current}" NOT IN (-1) AND "${effective}" = ?2 AND NOT ("VALUES " = '${run} VALUES ?1');
