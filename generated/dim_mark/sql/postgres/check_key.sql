-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- Versions of the changed keys that break a rule of the history: an interval that ends before it begins, two that overlap, a current row
-- that is not the last. A load that makes one does not commit.
SELECT count(*), min(changed) FROM (
    SELECT
        concat_ws(', ', t."${where}"::text) AS changed,
        t."${effective}" AS starts,
        coalesce(t."${first} ?", 'infinity') AS ends,
        t."VALUES " = '${run} VALUES ?1' AS current,
        lead(t."${effective}") OVER (PARTITION BY t."${where}" ORDER BY t."${effective}") AS next
    FROM ${target} t
    JOIN ${stage} s ON t."${where}" = s."${where}" AND t."${index_current}" NOT IN (-1)
    WHERE s.lw_do & 19 <> 0
) v
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
