// @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, From, Hooks, JobInfo, Load, SettingsInfo, SourceInfo, SqlType, Statements,
    TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Rows of a table that are added without a key, with hooks around the load.
pub struct FactLog;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::type1("id", SqlType::Integer, "id").from(&["id"]),
    TargetColumn::type1("v", SqlType::Text, "v").from(&["v"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "fact_log",
    description: "Rows of a table that are added without a key, with hooks around the load.",
    spec: "jobs/scenarios/fact_log.yaml",
    mapping: "fact_log",
    digest: "ae6597a3198e295b2f86cea3cd64f50d",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("log"),
        columns: &[rows::source::ID, rows::source::V],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "fact_log",
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
    hooks: Hooks {
        before_run: &["INSERT INTO hook_log (hook) VALUES ('before')"],
        after_success: &[
            "INSERT INTO hook_log (hook) VALUES ('first')",
            "INSERT INTO hook_log (hook) SELECT name FROM hook_gate",
        ],
        after_failure: &["INSERT INTO hook_log (hook) VALUES ('failed')"],
    },
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
impl Programs for FactLog {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
