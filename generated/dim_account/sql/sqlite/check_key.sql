-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
-- Versions of one key that break a rule of the history: an interval that ends before it begins, two that overlap, a current row that
-- is not the last. A load that makes one does not commit.
SELECT count(*) FROM (
    SELECT
        "begins" AS starts,
        coalesce("ends", '9999-12-31') AS ends,
        "latest" = 'Y' AS current,
        lead("begins") OVER (ORDER BY "begins") AS next
    FROM ${target}
    WHERE "region" = ?1 AND "number" = ?2
)
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
