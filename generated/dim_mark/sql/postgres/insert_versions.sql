-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "${where}",
    "VIP?",
    "${target}",
    "?1",
    "$$",
    "-- a ${comment}",
    "${effective}",
    "${first} ?",
    "VALUES ",
    "${stage}",
    "${run}",
    "${now}"
)
SELECT
    s."${where}",
    s."VIP?",
    s."${target}",
    s."?1",
    CASE WHEN o.lw_known THEN o."$$" ELSE s."$$" END,
    s."-- a ${comment}",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    '9999-12-31T00:00:00.000000Z'::timestamptz,
    '${run} VALUES ?1',
    s.lw_hash,
    ${run},
    ${now}
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known,
        t."$$"
    FROM ${target} t
    WHERE t."${where}" = s."${where}" AND t."${index_current}" NOT IN (-1)
    ORDER BY t."${effective}"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
