// @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, From, Hooks, JobInfo, Load, SettingsInfo, SourceInfo, SqlType, Statements,
    TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Events; rows of a table are added without a key, through a function that may panic.
pub struct FactEvent;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::type1("event", SqlType::Integer, "id").from(&["id"]),
    TargetColumn::type1("note", SqlType::Text, "fragile(note)").from(&["note"]),
    TargetColumn::type1("amount", SqlType::decimal(10, 2), "amount").from(&["amount"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "fact_event",
    description: "Events; rows of a table are added without a key, through a function that may panic.",
    spec: "jobs/scenarios/fact_event.yaml",
    mapping: "fact_event",
    digest: "9e29b65bac0ece7c697da69dd8fd188d",
    load: Load::Incremental,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("event"),
        columns: &[rows::source::ID, rows::source::NOTE, rows::source::AMOUNT],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "fact_event",
        kind: TableKind::Fact,
        columns: COLUMNS,
        write: Write::Append,
        audit: Audit {
            inserted_run: Some("lw_run_id"),
            ..Audit::NONE
        },
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
                read_source: include_str!("../sql/sqlite/read_source.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                delete_run: include_str!("../sql/sqlite/delete_run.sql"),
                ..Statements::NONE
            },
        ),
        (
            "postgres",
            Statements {
                create_table: include_str!("../sql/postgres/create_table.sql"),
                read_source: include_str!("../sql/postgres/read_source.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                delete_run: include_str!("../sql/postgres/delete_run.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for FactEvent {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
