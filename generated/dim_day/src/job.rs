// @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, OnSourceDelete,
    Param, SettingsInfo, SourceInfo, SqlType, Statements, TableKind, TargetColumn,
    TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// One day of a source is a full load of its own; the table's indexes are left to others; names in letters of other alphabets.
pub struct DimDay;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("番号", SqlType::Integer, "番号").from(&["番号"]),
    TargetColumn::type2("名前", SqlType::Text, "名前").from(&["名前"]),
    TargetColumn::type2("Straße", SqlType::Text, "name").from(&["name"]),
    TargetColumn::type1("strasse", SqlType::Text, "upper(name)").from(&["name"]),
    TargetColumn::type2("load_date", SqlType::Date, "day").from(&["day"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_day",
    description: "One day of a source is a full load of its own; the table's indexes are left to others; names in letters of other alphabets.",
    spec: "jobs/scenarios/dim_day.yaml",
    mapping: "dim_day",
    digest: "c835d62e853b9af04d91e82f4c900612",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Query(
            "SELECT day, \"番号\", \"Name (full)\", \"名前\" FROM visit WHERE day = :day",
        ),
        columns: &[
            rows::source::DAY,
            rows::source::番号,
            rows::source::NAME,
            rows::source::名前,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_day",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[1],
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
        missing_scope: true,
        creates_indexes: false,
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "day",
            ty: SqlType::Date,
            default: None,
        },
    ],
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
                count_scope: include_str!("../sql/sqlite/count_scope.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                read_versions: include_str!("../sql/sqlite/read_versions.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                close: include_str!("../sql/sqlite/close.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                update_version: include_str!("../sql/sqlite/update_version.sql"),
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
                count_scope: include_str!("../sql/postgres/count_scope.sql"),
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                close: include_str!("../sql/postgres/close.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                update_version: include_str!("../sql/postgres/update_version.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimDay {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
