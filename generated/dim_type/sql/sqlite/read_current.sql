-- @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "id",
    "row_hash",
    "valid_from",
    1,
    0,
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
FROM ${target}
WHERE "is_current" = 1 AND ${where};
