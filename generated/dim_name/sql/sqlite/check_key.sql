-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- Versions of one key that break a rule of the history: an interval that ends before it begins, two that overlap, a current row that
-- is not the last. A load that makes one does not commit.
SELECT count(*) FROM (
    SELECT
        "From" AS starts,
        coalesce("To", '9999-12-31') AS ends,
        "Is Current" = 1 AS current,
        lead("From") OVER (ORDER BY "From") AS next
    FROM ${target}
    WHERE "Select Key" = ?1
)
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
