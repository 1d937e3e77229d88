-- @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "id",
    "a_boolean",
    "a_smallint",
    "an_integer",
    "a_bigint",
    "a_real",
    "a_double",
    "a_whole",
    "a_price",
    "a_fraction",
    "a_text",
    "a_varchar",
    "a_char",
    "a_bytea",
    "a_date",
    "a_time",
    "a_timestamp",
    "a_timestamptz",
    "a_uuid",
    "a_json",
    "a_jsonb",
    "an_enum",
    "a_domain",
    "some_chars",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
)
SELECT
    s."id",
    s."a_boolean",
    s."a_smallint",
    s."an_integer",
    s."a_bigint",
    s."a_real",
    s."a_double",
    s."a_whole",
    s."a_price",
    s."a_fraction",
    s."a_text",
    s."a_varchar",
    s."a_char",
    s."a_bytea",
    s."a_date",
    s."a_time",
    s."a_timestamp",
    s."a_timestamptz",
    s."a_uuid",
    s."a_json",
    s."a_jsonb",
    s."an_enum",
    s."a_domain",
    s."some_chars",
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
