// @generated from jobs/bench/bench_mapping.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, Csv, Files, From, Hooks, JobInfo, Load, SettingsInfo, SourceInfo, SqlType,
    Statements, TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Ten columns of trims, casts and a CASE, measured against Rust written by hand (`cargo bench -p loadwright-mapping-bench`).
pub struct BenchMapping;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::type1("order_no", SqlType::BigInt, "cast(order_no as bigint)")
        .from(&["order_no"])
        .not_null(),
    TargetColumn::type1("first_name", SqlType::Text, "trim(first_name)")
        .from(&["first_name"]),
    TargetColumn::type1("last_name", SqlType::Text, "trim(last_name)")
        .from(&["last_name"]),
    TargetColumn::type1(
            "city",
            SqlType::Text,
            "coalesce(nullif(trim(city), ''), 'unknown')",
        )
        .from(&["city"]),
    TargetColumn::type1("country", SqlType::Varchar(2), "trim(country)")
        .from(&["country"]),
    TargetColumn::type1("quantity", SqlType::Integer, "cast(trim(quantity) as integer)")
        .from(&["quantity"]),
    TargetColumn::type1("price", SqlType::decimal(12, 2), "cast(price as decimal(12,2))")
        .from(&["price"]),
    TargetColumn::type1("ordered_on", SqlType::Date, "cast(ordered_on as date)")
        .from(&["ordered_on"]),
    TargetColumn::type1(
            "size",
            SqlType::Text,
            "case when cast(quantity as integer) >= 100 then 'large' when cast(quantity as integer) >= 10 then 'medium' else 'small' end",
        )
        .from(&["quantity"]),
    TargetColumn::type1(
            "status",
            SqlType::Text,
            "case trim(status) when 'O' then 'open' when 'S' then 'shipped' when 'C' then 'cancelled' else 'unknown' end",
        )
        .from(&["status"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "bench_mapping",
    description: "Ten columns of trims, casts and a CASE, measured against Rust written by hand (`cargo bench -p loadwright-mapping-bench`).",
    spec: "jobs/bench/bench_mapping.yaml",
    mapping: "bench_mapping",
    digest: "ccea97314812d998c64ea088db48679a",
    load: Load::Incremental,
    source: SourceInfo {
        connection: "bench_files",
        kinds: &["files"],
        from: From::File {
            pattern: "orders.csv",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[
            rows::source::ORDER_NO,
            rows::source::FIRST_NAME,
            rows::source::LAST_NAME,
            rows::source::CITY,
            rows::source::COUNTRY,
            rows::source::QUANTITY,
            rows::source::PRICE,
            rows::source::ORDERED_ON,
            rows::source::STATUS,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "bench_warehouse",
        kinds: &["sqlite"],
        table: "bench_mapping",
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
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for BenchMapping {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
    ];
}
