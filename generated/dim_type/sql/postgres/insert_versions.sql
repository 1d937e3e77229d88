-- @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "id",
    "flag",
    "small",
    "middle",
    "big",
    "single",
    "double",
    "whole",
    "amount",
    "exact",
    "words",
    "short",
    "code",
    "bytes",
    "day",
    "clock",
    "moment",
    "instant",
    "ident",
    "doc",
    "docb",
    "mood",
    "price",
    "label",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
)
SELECT
    s."id",
    s."flag",
    s."small",
    s."middle",
    s."big",
    s."single",
    s."double",
    s."whole",
    s."amount",
    s."exact",
    s."words",
    s."short",
    s."code",
    s."bytes",
    s."day",
    s."clock",
    s."moment",
    s."instant",
    s."ident",
    s."doc",
    s."docb",
    s."mood",
    s."price",
    s."label",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    '9999-12-31T00:00:00.000000Z'::timestamptz,
    true,
    s.lw_hash
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known
    FROM ${target} t
    WHERE t."id" = s."id"
    ORDER BY t."valid_from"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
