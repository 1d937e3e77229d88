-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Versions of one key that break a rule of the history: an interval that ends before it begins, two that overlap, a current row that
-- is not the last. A load that makes one does not commit.
SELECT count(*) FROM (
    SELECT
        "starts" AS starts,
        coalesce("ends", '9999-12-31') AS ends,
        "current" = 1 AS current,
        lead("starts") OVER (ORDER BY "starts") AS next
    FROM ${target}
    WHERE "lw_row" = ?1 AND "s" = ?2
)
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
