-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- All versions of one key: start, end, current, hash, then the columns that keep their first value.
SELECT
    "${effective}",
    "${first} ?",
    "VALUES " = '${run} VALUES ?1',
    "${stage}",
    "$$"
FROM ${target}
WHERE "${where}" = ?1 AND "${index_current}" NOT IN (-1)
ORDER BY "${effective}";
