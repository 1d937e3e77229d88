// @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, OnSourceDelete,
    SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey, TableKind, TargetColumn,
    TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Columns with the names that our own statements have for staged rows, aliases and results.
pub struct DimOwn;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("lw_row", SqlType::Integer, "lw_row").from(&["lw_row"]),
    TargetColumn::key("s", SqlType::Text, "s").from(&["s"]),
    TargetColumn::type2("lw_do", SqlType::Text, "lw_do").from(&["lw_do"]),
    TargetColumn::type2("lw_do_", SqlType::Text, "lw_do_").from(&["lw_do_"]),
    TargetColumn::type1("lw_hash", SqlType::Text, "lw_hash").from(&["lw_hash"]),
    TargetColumn::type0("lw_known", SqlType::Text, "lw_known").from(&["lw_known"]),
    TargetColumn::type0("t", SqlType::Text, "upper(lw_do)").from(&["lw_do"]),
    TargetColumn::type2("changed", SqlType::Text, "lw_do_").from(&["lw_do_"]),
    TargetColumn::type1("v", SqlType::Text, "lw_hash").from(&["lw_hash"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_own",
    description: "Columns with the names that our own statements have for staged rows, aliases and results.",
    spec: "jobs/scenarios/dim_own.yaml",
    mapping: "dim_own",
    digest: "e9f417d686aa882f1b37a1e30cce5c7b",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("own"),
        columns: &[
            rows::source::LW_ROW,
            rows::source::S,
            rows::source::LW_DO,
            rows::source::LW_HASH,
            rows::source::LW_KNOWN,
            rows::source::LW_DO_,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_own",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0, 1],
        key_source: &[0, 1],
        surrogate_key: Some(SurrogateKey {
            column: "o",
            ty: SqlType::BigInt,
            identity: true,
        }),
        write: Write::Merge,
        history: Some(History {
            valid_from: "starts",
            valid_to: "ends",
            is_current: Flag {
                column: "current",
                on: Literal::Boolean(true),
                off: Literal::Boolean(false),
            },
            ty: SqlType::Date,
            current_valid_to: Some("9999-12-31"),
            first_version_from: FirstVersion::At("1900-01-01"),
        }),
        row_hash: Some("next"),
        on_source_delete: OnSourceDelete::Close,
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
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                update_version: include_str!("../sql/sqlite/update_version.sql"),
                overwrite_current: include_str!("../sql/sqlite/overwrite_current.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
                delete: include_str!("../sql/sqlite/delete.sql"),
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
                mark_todays: include_str!("../sql/postgres/mark_todays.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                update_version: include_str!("../sql/postgres/update_version.sql"),
                overwrite_current: include_str!("../sql/postgres/overwrite_current.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                delete: include_str!("../sql/postgres/delete.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimOwn {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
