-- @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
SELECT
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
    "some_chars"
FROM ${source}
WHERE ${where};
