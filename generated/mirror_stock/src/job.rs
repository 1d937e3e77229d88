// @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    From, Hooks, JobInfo, Load, SettingsInfo, SourceInfo, SqlType, Statements, TableKind,
    TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// The stock as it is now, replaced by key.
pub struct MirrorStock;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("item", SqlType::Text, "item").from(&["item"]),
    TargetColumn::type1("quantity", SqlType::Integer, "quantity").from(&["quantity"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "mirror_stock",
    description: "The stock as it is now, replaced by key.",
    spec: "jobs/scenarios/mirror_stock.yaml",
    mapping: "mirror_stock",
    digest: "8bf40255918727838c8fd559cab1a9a0",
    load: Load::Incremental,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("stock"),
        columns: &[rows::source::ITEM, rows::source::QUANTITY],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "mirror_stock",
        kind: TableKind::Fact,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        write: Write::Replace,
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
                read_source: include_str!("../sql/sqlite/read_source.sql"),
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
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
                delete: include_str!("../sql/postgres/delete.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for MirrorStock {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
