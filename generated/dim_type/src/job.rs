// @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::job::{
    Backend, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load,
    OnSourceDelete, SettingsInfo, SourceInfo, SqlType, Statements, TableKind,
    TargetColumn, TargetInfo, Write,
};
use crate::rows;

/// A value of every type, read and written as it is.
pub struct DimType;

/// The target's columns: what a change does, type, expression.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("id", SqlType::Integer, "id"),
    TargetColumn::type2("a_boolean", SqlType::Boolean, "a_boolean"),
    TargetColumn::type2("a_smallint", SqlType::SmallInt, "a_smallint"),
    TargetColumn::type2("an_integer", SqlType::Integer, "an_integer"),
    TargetColumn::type2("a_bigint", SqlType::BigInt, "a_bigint"),
    TargetColumn::type2("a_real", SqlType::Real, "a_real"),
    TargetColumn::type2("a_double", SqlType::Double, "a_double"),
    TargetColumn::type2("a_whole", SqlType::decimal(38, 0), "a_whole"),
    TargetColumn::type2("a_price", SqlType::decimal(10, 2), "a_price"),
    TargetColumn::type2("a_fraction", SqlType::decimal(38, 38), "a_fraction"),
    TargetColumn::type2("a_text", SqlType::Text, "a_text"),
    TargetColumn::type2("a_varchar", SqlType::Varchar(10), "a_varchar"),
    TargetColumn::type2("a_char", SqlType::Char(5), "a_char"),
    TargetColumn::type2("a_bytea", SqlType::Bytea, "a_bytea"),
    TargetColumn::type2("a_date", SqlType::Date, "a_date"),
    TargetColumn::type2("a_time", SqlType::Time, "a_time"),
    TargetColumn::type2("a_timestamp", SqlType::Timestamp, "a_timestamp"),
    TargetColumn::type2("a_timestamptz", SqlType::TimestampTz, "a_timestamptz"),
    TargetColumn::type2("a_uuid", SqlType::Uuid, "a_uuid"),
    TargetColumn::type2("a_json", SqlType::Json, "a_json"),
    TargetColumn::type2("a_jsonb", SqlType::Json, "a_jsonb"),
    TargetColumn::type2("an_enum", SqlType::Text, "an_enum"),
    TargetColumn::type2("a_domain", SqlType::Integer, "a_domain"),
    TargetColumn::type2("some_chars", SqlType::Text, "some_chars"),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_type",
    description: "A value of every type, read and written as it is.",
    spec: "jobs/scenarios/dim_type.yaml",
    mapping: "dim_type",
    digest: "949956eb90b5be7e5752f7023c7b1493",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        backends: &[Backend::Sqlite, Backend::Postgres],
        from: From::Table("type"),
        columns: &[
            rows::source::ID,
            rows::source::A_BOOLEAN,
            rows::source::A_SMALLINT,
            rows::source::AN_INTEGER,
            rows::source::A_BIGINT,
            rows::source::A_REAL,
            rows::source::A_DOUBLE,
            rows::source::A_WHOLE,
            rows::source::A_PRICE,
            rows::source::A_FRACTION,
            rows::source::A_TEXT,
            rows::source::A_VARCHAR,
            rows::source::A_CHAR,
            rows::source::A_BYTEA,
            rows::source::A_DATE,
            rows::source::A_TIME,
            rows::source::A_TIMESTAMP,
            rows::source::A_TIMESTAMPTZ,
            rows::source::A_UUID,
            rows::source::A_JSON,
            rows::source::A_JSONB,
            rows::source::AN_ENUM,
            rows::source::A_DOMAIN,
            rows::source::SOME_CHARS,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        backends: &[Backend::Sqlite, Backend::Postgres],
        table: "dim_type",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        write: Write::Merge,
        history: Some(History {
            valid_from: "valid_from",
            valid_to: "valid_to",
            is_current: Flag {
                column: "is_current",
                on: Literal::Boolean(true),
                off: Literal::Boolean(false),
            },
            ty: SqlType::TimestampTz,
            current_valid_to: Some("9999-12-31T00:00:00.000000Z"),
            first_version_from: FirstVersion::At("1900-01-01T00:00:00.000000Z"),
        }),
        row_hash: Some("row_hash"),
        on_source_delete: OnSourceDelete::Close,
        ..TargetInfo::NONE
    },
    params: &[],
    settings: SettingsInfo::NONE,
    hooks: Hooks::NONE,
    sql: &[
        (
            Backend::Sqlite,
            Statements {
                create_table: include_str!("../sql/sqlite/create_table.sql"),
                create_indexes: include_str!("../sql/sqlite/create_indexes.sql"),
                read_source: include_str!("../sql/sqlite/read_source.sql"),
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                read_versions: include_str!("../sql/sqlite/read_versions.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                close: include_str!("../sql/sqlite/close.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
                check_key: include_str!("../sql/sqlite/check_key.sql"),
                ..Statements::NONE
            },
        ),
        (
            Backend::Postgres,
            Statements {
                create_table: include_str!("../sql/postgres/create_table.sql"),
                create_indexes: include_str!("../sql/postgres/create_indexes.sql"),
                read_source: include_str!("../sql/postgres/read_source.sql"),
                read_slice: include_str!("../sql/postgres/read_slice.sql"),
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                close: include_str!("../sql/postgres/close.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};
