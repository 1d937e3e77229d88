// @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, OnSourceDelete,
    Param, SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey, TableKind,
    TargetColumn, TargetInfo, Type1Scope, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Tariffs, dated to the day and compared by column; one that is gone gets a version that says so.
pub struct DimTariff;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("code", SqlType::Text, "code").from(&["code"]),
    TargetColumn::type2("title", SqlType::Text, "title").from(&["title"]),
    TargetColumn::type1("price", SqlType::decimal(10, 2), "price").from(&["price"]),
    TargetColumn::type0("since", SqlType::Text, "since").from(&["since"]),
    TargetColumn::untracked("batch", SqlType::Text, ":batch"),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_tariff",
    description: "Tariffs, dated to the day and compared by column; one that is gone gets a version that says so.",
    spec: "jobs/scenarios/dim_tariff.yaml",
    mapping: "dim_tariff",
    digest: "29c642c8a9ba6e4459d823ec520d0e5d",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("tariff"),
        columns: &[
            rows::source::CODE,
            rows::source::TITLE,
            rows::source::PRICE,
            rows::source::SINCE,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_tariff",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "tariff_sk",
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
            ty: SqlType::Date,
            current_valid_to: Some("9999-12-31"),
            first_version_from: FirstVersion::At("1900-01-01"),
        }),
        on_source_delete: OnSourceDelete::Version,
        deleted: Some(Flag {
            column: "is_deleted",
            on: Literal::Boolean(true),
            off: Literal::Boolean(false),
        }),
        type1_scope: Type1Scope::CurrentVersion,
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "batch",
            ty: SqlType::Text,
            default: Some("1"),
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
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                read_versions: include_str!("../sql/sqlite/read_versions.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                insert_deleted: include_str!("../sql/sqlite/insert_deleted.sql"),
                close: include_str!("../sql/sqlite/close.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                overwrite_current: include_str!("../sql/sqlite/overwrite_current.sql"),
                delete: include_str!("../sql/sqlite/delete.sql"),
                flag: include_str!("../sql/sqlite/flag.sql"),
                unflag: include_str!("../sql/sqlite/unflag.sql"),
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
                insert_deleted: include_str!("../sql/postgres/insert_deleted.sql"),
                close: include_str!("../sql/postgres/close.sql"),
                mark_todays: include_str!("../sql/postgres/mark_todays.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                overwrite_current: include_str!("../sql/postgres/overwrite_current.sql"),
                delete: include_str!("../sql/postgres/delete.sql"),
                flag: include_str!("../sql/postgres/flag.sql"),
                unflag: include_str!("../sql/postgres/unflag.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimTariff {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
