-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "region",
    "number",
    "owner",
    "limit_eur",
    "opened",
    "begins",
    "ends",
    "latest",
    "row_hash"
)
SELECT
    s."region",
    s."number",
    s."owner",
    s."limit_eur",
    CASE WHEN o.lw_known THEN o."opened" ELSE s."opened" END,
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    NULL::timestamp,
    'Y',
    s.lw_hash
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known,
        t."opened"
    FROM ${target} t
    WHERE t."region" = s."region" AND t."number" = s."number"
    ORDER BY t."begins"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
