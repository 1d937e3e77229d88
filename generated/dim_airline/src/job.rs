// @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Csv, Files, From, Hooks, JobInfo, Literal, Load, Member, SettingsInfo, SourceInfo,
    SqlType, Statements, SurrogateKey, TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Airlines by carrier code; a changed name overwrites the old one.
pub struct DimAirline;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("carrier", SqlType::Varchar(2), "carrier").from(&["carrier"]),
    TargetColumn::type1("airline_name", SqlType::Text, "trim(name)")
        .from(&["name"])
        .not_null(),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_airline",
    description: "Airlines by carrier code; a changed name overwrites the old one.",
    spec: "jobs/nycflights/dim_airline.yaml",
    mapping: "dim_airline",
    digest: "5fbe758c093cae8bfcff8f29027e0d0d",
    load: Load::Full,
    source: SourceInfo {
        connection: "nyc_files",
        kinds: &["files"],
        from: From::File {
            pattern: "airlines.csv",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[rows::source::CARRIER, rows::source::NAME],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_airline",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "airline_sk",
            ty: SqlType::BigInt,
            identity: true,
        }),
        write: Write::Merge,
        row_hash: Some("row_hash"),
        members: &[
            Member {
                name: "unknown_member",
                key: -1,
                values: &[Literal::Text("??"), Literal::Text("Unknown")],
            },
        ],
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
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
                insert_member: include_str!("../sql/sqlite/insert_member.sql"),
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
                read_slice: include_str!("../sql/postgres/read_slice.sql"),
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                insert_member: include_str!("../sql/postgres/insert_member.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimAirline {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
        Program::of::<Self, adapters::Files, adapters::Postgres>(),
    ];
}
