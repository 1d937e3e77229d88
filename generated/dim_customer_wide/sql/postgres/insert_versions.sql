-- @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "customer_id",
    "name",
    "city",
    "points",
    "phone",
    "email",
    "joined",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id",
    "dw_inserted_at"
)
SELECT
    s."customer_id",
    s."name",
    s."city",
    s."points",
    s."phone",
    s."email",
    CASE WHEN o.lw_known THEN o."joined" ELSE s."joined" END,
    s."batch",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    '9999-12-31T00:00:00.000000Z'::timestamptz,
    true,
    s.lw_hash,
    ${run},
    ${now}
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known,
        t."joined"
    FROM ${target} t
    WHERE t."customer_id" = s."customer_id" AND t."customer_sk" NOT IN (-1)
    ORDER BY t."valid_from"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
