-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- Versions of the changed keys that break a rule of the history: an interval that ends before it begins, two that overlap, a current row
-- that is not the last. A load that makes one does not commit.
SELECT count(*), min(changed) FROM (
    SELECT
        concat_ws(', ', t."code"::text) AS changed,
        t."valid_from" AS starts,
        coalesce(t."valid_to", 'infinity') AS ends,
        t."is_current" = true AS current,
        lead(t."valid_from") OVER (PARTITION BY t."code" ORDER BY t."valid_from") AS next
    FROM ${target} t
    JOIN ${stage} s ON t."code" = s."code"
    WHERE s.lw_do & 19 <> 0
) v
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
