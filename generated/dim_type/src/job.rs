// @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, SettingsInfo,
    SourceInfo, SqlType, Statements, SurrogateKey, TableKind, TargetColumn, TargetInfo,
    Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// A column of every type, read and written.
pub struct DimType;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("id", SqlType::Integer, "id").from(&["id"]),
    TargetColumn::type2("flag", SqlType::Boolean, "flag").from(&["flag"]),
    TargetColumn::type2("small", SqlType::SmallInt, "small").from(&["small"]),
    TargetColumn::type2("middle", SqlType::Integer, "middle").from(&["middle"]),
    TargetColumn::type2("big", SqlType::BigInt, "big").from(&["big"]),
    TargetColumn::type2("single", SqlType::Real, "single").from(&["single"]),
    TargetColumn::type2("double", SqlType::Double, "\"double\"").from(&["double"]),
    TargetColumn::type2("whole", SqlType::decimal(38, 0), "whole").from(&["whole"]),
    TargetColumn::type2("amount", SqlType::decimal(12, 2), "amount").from(&["amount"]),
    TargetColumn::type2("exact", SqlType::decimal(38, 20), "exact").from(&["exact"]),
    TargetColumn::type2("words", SqlType::Text, "words").from(&["words"]),
    TargetColumn::type2("short", SqlType::Varchar(10), "short").from(&["short"]),
    TargetColumn::type2("code", SqlType::Char(6), "code").from(&["code"]),
    TargetColumn::type2("bytes", SqlType::Bytea, "bytes").from(&["bytes"]),
    TargetColumn::type2("day", SqlType::Date, "day").from(&["day"]),
    TargetColumn::type2("clock", SqlType::Time, "clock").from(&["clock"]),
    TargetColumn::type2("moment", SqlType::Timestamp, "moment").from(&["moment"]),
    TargetColumn::type2("instant", SqlType::TimestampTz, "instant").from(&["instant"]),
    TargetColumn::type2("ident", SqlType::Uuid, "ident").from(&["ident"]),
    TargetColumn::type2("doc", SqlType::Json, "doc").from(&["doc"]),
    TargetColumn::type2("docb", SqlType::Json, "docb").from(&["docb"]),
    TargetColumn::type2("mood", SqlType::Text, "mood").from(&["mood"]),
    TargetColumn::type2("price", SqlType::decimal(10, 2), "price").from(&["price"]),
    TargetColumn::type2("label", SqlType::Text, "label").from(&["label"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_type",
    description: "A column of every type, read and written.",
    spec: "jobs/scenarios/dim_type.yaml",
    mapping: "dim_type",
    digest: "8ed9d26b49fbfe7a1f7ddc1ceeb9049c",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("every_type"),
        columns: &[
            rows::source::ID,
            rows::source::FLAG,
            rows::source::SMALL,
            rows::source::MIDDLE,
            rows::source::BIG,
            rows::source::SINGLE,
            rows::source::DOUBLE,
            rows::source::WHOLE,
            rows::source::AMOUNT,
            rows::source::EXACT,
            rows::source::WORDS,
            rows::source::SHORT,
            rows::source::CODE,
            rows::source::BYTES,
            rows::source::DAY,
            rows::source::CLOCK,
            rows::source::MOMENT,
            rows::source::INSTANT,
            rows::source::IDENT,
            rows::source::DOC,
            rows::source::DOCB,
            rows::source::MOOD,
            rows::source::PRICE,
            rows::source::LABEL,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_type",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "type_sk",
            ty: SqlType::BigInt,
            identity: true,
        }),
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
        ..TargetInfo::NONE
    },
    params: &[],
    settings: SettingsInfo::NONE,
    hooks: Hooks::NONE,
    sql: &[
        (
            "sqlite",
            Statements {
                create_table: include_str!("../sql/sqlite/create_table.sql"),
                create_unique_index: include_str!(
                    "../sql/sqlite/create_unique_index.sql"
                ),
                create_versions_index: include_str!(
                    "../sql/sqlite/create_versions_index.sql"
                ),
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
            "postgres",
            Statements {
                create_table: include_str!("../sql/postgres/create_table.sql"),
                create_unique_index: include_str!(
                    "../sql/postgres/create_unique_index.sql"
                ),
                create_versions_index: include_str!(
                    "../sql/postgres/create_versions_index.sql"
                ),
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

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimType {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
