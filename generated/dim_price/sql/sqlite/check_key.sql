-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- Versions of one key that break a rule of the history: an interval that ends before it begins, two that overlap, a current row that
-- is not the last. A load that makes one does not commit.
SELECT count(*) FROM (
    SELECT
        "valid_from" AS starts,
        coalesce("valid_to", '9999-12-31') AS ends,
        "is_current" = 1 AS current,
        lead("valid_from") OVER (ORDER BY "valid_from") AS next
    FROM ${target}
    WHERE "code" = ?1
)
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
