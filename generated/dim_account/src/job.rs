// @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Duplicates, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load,
    OnSourceDelete, OrderBy, Param, SettingsInfo, SourceInfo, SqlType, Statements,
    SurrogateKey, TableKind, TargetColumn, TargetInfo, Type1Scope, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Accounts by region and number from a query; the latest row of a key counts. Custom names, open end NULL.
pub struct DimAccount;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("region", SqlType::Text, "region").from(&["region"]),
    TargetColumn::key("number", SqlType::Integer, "number").from(&["number"]),
    TargetColumn::type2("owner", SqlType::Text, "owner").from(&["owner"]),
    TargetColumn::type1("limit_eur", SqlType::Integer, "limit_eur").from(&["limit_eur"]),
    TargetColumn::type0("opened", SqlType::Text, "opened").from(&["opened"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_account",
    description: "Accounts by region and number from a query; the latest row of a key counts. Custom names, open end NULL.",
    spec: "jobs/scenarios/dim_account.yaml",
    mapping: "dim_account",
    digest: "1e216f26941ef1154243c9b20c3a89e1",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Query(
            "SELECT region, number, owner, limit_eur, opened, changed FROM account WHERE region IS NULL OR region <> :skip; -- a statement as a SQL file has it",
        ),
        columns: &[
            rows::source::REGION,
            rows::source::NUMBER,
            rows::source::OWNER,
            rows::source::LIMIT_EUR,
            rows::source::OPENED,
            rows::source::CHANGED,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_account",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0, 1],
        key_source: &[0, 1],
        surrogate_key: Some(SurrogateKey {
            column: "account_sk",
            ty: SqlType::BigInt,
            identity: true,
        }),
        write: Write::Merge,
        history: Some(History {
            valid_from: "begins",
            valid_to: "ends",
            is_current: Flag {
                column: "latest",
                on: Literal::Text("Y"),
                off: Literal::Text("N"),
            },
            ty: SqlType::Timestamp,
            current_valid_to: None,
            first_version_from: FirstVersion::Effective,
        }),
        row_hash: Some("row_hash"),
        on_source_delete: OnSourceDelete::Close,
        duplicates: Duplicates::Last,
        order_by: &[
            OrderBy {
                descending: false,
                nulls_first: true,
            },
        ],
        type1_scope: Type1Scope::CurrentVersion,
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "skip",
            ty: SqlType::Text,
            default: Some("-"),
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
                close: include_str!("../sql/sqlite/close.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
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
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                close: include_str!("../sql/postgres/close.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimAccount {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
