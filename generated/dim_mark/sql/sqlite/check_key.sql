-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- Versions of one key that break a rule of the history: an interval that ends before it begins, two that overlap, a current row that
-- is not the last. A load that makes one does not commit.
SELECT count(*) FROM (
    SELECT
        "${effective}" AS starts,
        coalesce("${first} ?", '9999-12-31') AS ends,
        "VALUES " = '${run} VALUES ?1' AS current,
        lead("${effective}") OVER (ORDER BY "${effective}") AS next
    FROM ${target}
    WHERE "${where}" = ?1 AND "${index_current}" NOT IN (-1)
)
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
