-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "Select Key",
    "table",
    "it's a ""name""",
    "MixedCase",
    "From",
    "To",
    "Is Current",
    "Row Hash"
)
SELECT
    s."Select Key",
    s."table",
    s."it's a ""name""",
    s."MixedCase",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    '9999-12-31T00:00:00.000000Z'::timestamptz,
    true,
    s.lw_hash
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known
    FROM ${target} t
    WHERE t."Select Key" = s."Select Key"
    ORDER BY t."From"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
