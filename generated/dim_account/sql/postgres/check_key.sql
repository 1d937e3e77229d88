-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
-- Versions of the changed keys that break a rule of the history: an interval that ends before it begins, two that overlap, a current row
-- that is not the last. A load that makes one does not commit.
SELECT count(*), min(changed) FROM (
    SELECT
        concat_ws(', ', t."region"::text, t."number"::text) AS changed,
        t."begins" AS starts,
        coalesce(t."ends", 'infinity') AS ends,
        t."latest" = 'Y' AS current,
        lead(t."begins") OVER (PARTITION BY t."region", t."number" ORDER BY t."begins") AS next
    FROM ${target} t
    JOIN ${stage} s ON t."region" = s."region" AND t."number" = s."number"
    WHERE s.lw_do & 19 <> 0
) v
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
