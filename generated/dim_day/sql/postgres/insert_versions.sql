-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "番号",
    "名前",
    "Straße",
    "strasse",
    "load_date",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
)
SELECT
    s."番号",
    s."名前",
    s."Straße",
    s."strasse",
    s."load_date",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    '9999-12-31T00:00:00.000000Z'::timestamptz,
    true,
    s.lw_hash
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known
    FROM ${target} t
    WHERE t."番号" = s."番号"
    ORDER BY t."valid_from"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
