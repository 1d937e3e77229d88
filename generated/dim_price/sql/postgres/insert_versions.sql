-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "code",
    "price",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
)
SELECT
    s."code",
    s."price",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    '9999-12-31'::date,
    true,
    s.lw_hash
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known
    FROM ${target} t
    WHERE t."code" = s."code"
    ORDER BY t."valid_from"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
