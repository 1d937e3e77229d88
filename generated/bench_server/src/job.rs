// @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load,
    OnSourceDelete, SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey,
    TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// What `cargo xtask bench --postgres` measures, TPC-H customers with full history, server to server.
pub struct BenchServer;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("c_custkey", SqlType::BigInt, "c_custkey").from(&["c_custkey"]),
    TargetColumn::type2("c_name", SqlType::Text, "c_name").from(&["c_name"]),
    TargetColumn::type2("c_address", SqlType::Text, "c_address").from(&["c_address"]),
    TargetColumn::type2("c_nationkey", SqlType::Integer, "c_nationkey")
        .from(&["c_nationkey"]),
    TargetColumn::type2("c_phone", SqlType::Text, "c_phone").from(&["c_phone"]),
    TargetColumn::type2("c_acctbal", SqlType::decimal(15, 2), "c_acctbal")
        .from(&["c_acctbal"]),
    TargetColumn::type2("c_mktsegment", SqlType::Text, "c_mktsegment")
        .from(&["c_mktsegment"]),
    TargetColumn::type2("c_comment", SqlType::Text, "c_comment").from(&["c_comment"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "bench_server",
    description: "What `cargo xtask bench --postgres` measures, TPC-H customers with full history, server to server.",
    spec: "jobs/bench/bench_server.yaml",
    mapping: "customer_type2",
    digest: "2cc1816dc13a4b0bebe9ae5d3837314f",
    load: Load::Full,
    source: SourceInfo {
        connection: "bench_server",
        kinds: &["postgres"],
        from: From::Table("source.customer"),
        columns: &[
            rows::source::C_CUSTKEY,
            rows::source::C_NAME,
            rows::source::C_ADDRESS,
            rows::source::C_NATIONKEY,
            rows::source::C_PHONE,
            rows::source::C_ACCTBAL,
            rows::source::C_MKTSEGMENT,
            rows::source::C_COMMENT,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "bench_server",
        kinds: &["postgres"],
        table: "customer_type2",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "customer_sk",
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
            ty: SqlType::TimestampTz,
            current_valid_to: Some("9999-12-31T00:00:00.000000Z"),
            first_version_from: FirstVersion::At("1900-01-01T00:00:00.000000Z"),
        }),
        row_hash: Some("row_hash"),
        on_source_delete: OnSourceDelete::Close,
        audit: Audit {
            inserted_run: Some("load_id"),
            ..Audit::NONE
        },
        ..TargetInfo::NONE
    },
    params: &[],
    settings: SettingsInfo::NONE,
    hooks: Hooks::NONE,
    sql: &[
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
                rehash: include_str!("../sql/postgres/rehash.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for BenchServer {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
