// @generated from jobs/scenarios/stage_sale.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, Csv, Files, From, Hooks, JobInfo, Load, SettingsInfo, SourceInfo, SqlType,
    Statements, TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// The files' sales as they are, replaced as a whole.
pub struct StageSale;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::type1("sale", SqlType::BigInt, "sale").from(&["sale"]),
    TargetColumn::type1("note", SqlType::Text, "note").from(&["note"]),
    TargetColumn::type1("amount", SqlType::decimal(10, 2), "amount").from(&["amount"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "stage_sale",
    description: "The files' sales as they are, replaced as a whole.",
    spec: "jobs/scenarios/stage_sale.yaml",
    mapping: "stage_sale",
    digest: "9b4f8d514dd82b66e9471c44e3dfadc2",
    load: Load::Incremental,
    source: SourceInfo {
        connection: "files",
        kinds: &["files"],
        from: From::File {
            pattern: "sales*.csv*",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[rows::source::SALE, rows::source::NOTE, rows::source::AMOUNT],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "stage_sale",
        kind: TableKind::Staging,
        columns: COLUMNS,
        write: Write::Replace,
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
                insert: include_str!("../sql/sqlite/insert.sql"),
                delete_run: include_str!("../sql/sqlite/delete_run.sql"),
                delete_others: include_str!("../sql/sqlite/delete_others.sql"),
                ..Statements::NONE
            },
        ),
        (
            "postgres",
            Statements {
                create_table: include_str!("../sql/postgres/create_table.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                delete_run: include_str!("../sql/postgres/delete_run.sql"),
                delete_others: include_str!("../sql/postgres/delete_others.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for StageSale {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
        Program::of::<Self, adapters::Files, adapters::Postgres>(),
    ];
}
