-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- Versions of the changed keys that break a rule of the history: an interval that ends before it begins, two that overlap, a current row
-- that is not the last. A load that makes one does not commit.
SELECT count(*), min(changed) FROM (
    SELECT
        concat_ws(', ', t."Select Key"::text) AS changed,
        t."From" AS starts,
        coalesce(t."To", 'infinity') AS ends,
        t."Is Current" = true AS current,
        lead(t."From") OVER (PARTITION BY t."Select Key" ORDER BY t."From") AS next
    FROM ${target} t
    JOIN ${stage} s ON t."Select Key" = s."Select Key"
    WHERE s.lw_do & 19 <> 0
) v
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
