// @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    From, Hooks, JobInfo, Load, SettingsInfo, SourceInfo, SqlType, Statements, TableKind,
    TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Orders; a key that is there is left as it is.
pub struct FactOrder;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("order_id", SqlType::BigInt, "id").from(&["id"]),
    TargetColumn::type1("total", SqlType::Integer, "total").from(&["total"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "fact_order",
    description: "Orders; a key that is there is left as it is.",
    spec: "jobs/scenarios/fact_order.yaml",
    mapping: "fact_order",
    digest: "1e9eec724c10bfb242a1395200a3f327",
    load: Load::Incremental,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("orders"),
        columns: &[rows::source::ID, rows::source::TOTAL],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "fact_order",
        kind: TableKind::Fact,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        write: Write::Append,
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
                insert: include_str!("../sql/sqlite/insert.sql"),
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
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for FactOrder {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
