-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Versions of the changed keys that break a rule of the history: an interval that ends before it begins, two that overlap, a current row
-- that is not the last. A load that makes one does not commit.
SELECT count(*), min(changed) FROM (
    SELECT
        concat_ws(', ', t."lw_row"::text, t."s"::text) AS changed,
        t."starts" AS starts,
        coalesce(t."ends", 'infinity') AS ends,
        t."current" = true AS current,
        lead(t."starts") OVER (PARTITION BY t."lw_row", t."s" ORDER BY t."starts") AS next
    FROM ${target} t
    JOIN ${stage} s ON t."lw_row" = s."lw_row" AND t."s" = s."s"
    WHERE s.lw_do__ & 19 <> 0
) v
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
