// @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    From, Hooks, JobInfo, Load, OnSourceDelete, Param, SettingsInfo, SourceInfo, SqlType,
    Statements, SurrogateKey, TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Rates without a history, types 0 and 1 and a column that is not tracked; one that is gone is deleted.
pub struct DimRate;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("rate_id", SqlType::BigInt, "id").from(&["id"]),
    TargetColumn::type1("code", SqlType::Text, "code").from(&["code"]),
    TargetColumn::type0("origin", SqlType::Text, "origin").from(&["origin"]),
    TargetColumn::untracked("batch", SqlType::Text, ":batch"),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_rate",
    description: "Rates without a history, types 0 and 1 and a column that is not tracked; one that is gone is deleted.",
    spec: "jobs/scenarios/dim_rate.yaml",
    mapping: "dim_rate",
    digest: "fbf62afeea21b1842833b1b2bdd6d0aa",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("rate"),
        columns: &[rows::source::ID, rows::source::CODE, rows::source::ORIGIN],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_rate",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "rate_sk",
            ty: SqlType::BigInt,
            identity: true,
        }),
        write: Write::Merge,
        row_hash: Some("row_hash"),
        on_source_delete: OnSourceDelete::Delete,
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
                read_source: include_str!("../sql/sqlite/read_source.sql"),
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
                delete: include_str!("../sql/sqlite/delete.sql"),
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
                read_source: include_str!("../sql/postgres/read_source.sql"),
                read_slice: include_str!("../sql/postgres/read_slice.sql"),
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                delete: include_str!("../sql/postgres/delete.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimRate {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
