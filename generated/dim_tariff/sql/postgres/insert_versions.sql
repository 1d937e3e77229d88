-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "code",
    "title",
    "price",
    "since",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "is_deleted"
)
SELECT
    s."code",
    s."title",
    s."price",
    CASE WHEN o.lw_known THEN o."since" ELSE s."since" END,
    s."batch",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    '9999-12-31'::date,
    true,
    false
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known,
        t."since"
    FROM ${target} t
    WHERE t."code" = s."code"
    ORDER BY t."valid_from"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
