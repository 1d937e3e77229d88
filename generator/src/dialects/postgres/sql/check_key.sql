-- Versions of the changed keys that break a rule of the history: an interval that ends before it begins, two that overlap, a current row
-- that is not the last. A load that makes one does not commit.
SELECT count(*), min(changed) FROM (
    SELECT
        concat_ws(', ', {{ key_texts }}) AS changed,
        t.{{ valid_from }} AS starts,
        coalesce(t.{{ valid_to }}, 'infinity') AS ends,
        {{ current }} AS current,
        lead(t.{{ valid_from }}) OVER (PARTITION BY {{ key_columns }} ORDER BY t.{{ valid_from }}) AS next
    FROM ${target} t
    JOIN ${stage} s ON {{ join }}
    WHERE s.{{ mask }} & 19 <> 0
) v
WHERE starts >= ends OR next < ends OR (current AND next IS NOT NULL);
