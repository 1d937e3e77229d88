-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "lw_row",
    "s",
    "lw_do",
    "lw_do_",
    "lw_hash",
    "lw_known",
    "t",
    "changed",
    "v",
    "starts",
    "ends",
    "current",
    "next"
)
SELECT
    s."lw_row",
    s."s",
    s."lw_do",
    s."lw_do_",
    s."lw_hash",
    CASE WHEN o.lw_known_ THEN o."lw_known" ELSE s."lw_known" END,
    CASE WHEN o.lw_known_ THEN o."t" ELSE s."t" END,
    s."changed",
    s."v",
    CASE WHEN o.lw_known_ THEN ${effective} ELSE ${first} END,
    '9999-12-31'::date,
    true,
    s.lw_hash_
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known_,
        t."lw_known",
        t."t"
    FROM ${target} t
    WHERE t."lw_row" = s."lw_row" AND t."s" = s."s"
    ORDER BY t."starts"
    LIMIT 1
) o ON true
WHERE s.lw_do__ & 1 <> 0;
