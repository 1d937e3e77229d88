// @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, Csv, Files, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load,
    OnSourceDelete, Param, SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey,
    TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// What `cargo xtask bench` measures, ten columns with full history.
pub struct BenchCustomer;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("customer_id", SqlType::BigInt, "customer_id")
        .from(&["customer_id"]),
    TargetColumn::type2("first_name", SqlType::Text, "trim(first_name)")
        .from(&["first_name"]),
    TargetColumn::type2("last_name", SqlType::Text, "trim(last_name)")
        .from(&["last_name"]),
    TargetColumn::type2("email", SqlType::Text, "lower(email)").from(&["email"]),
    TargetColumn::type2("street", SqlType::Text, "street").from(&["street"]),
    TargetColumn::type2("city", SqlType::Text, "coalesce(city, 'unknown')")
        .from(&["city"]),
    TargetColumn::type2("postal_code", SqlType::Text, "postal_code")
        .from(&["postal_code"]),
    TargetColumn::type2("country", SqlType::Varchar(2), "upper(country)")
        .from(&["country"]),
    TargetColumn::type2("birth_date", SqlType::Date, "birth_date").from(&["birth_date"]),
    TargetColumn::type2("balance", SqlType::decimal(12, 2), "balance").from(&["balance"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "bench_customer",
    description: "What `cargo xtask bench` measures, ten columns with full history.",
    spec: "jobs/bench/bench_customer.yaml",
    mapping: "bench_customer",
    digest: "f2efef5fb5f785d74b23a6c9ee5fc843",
    load: Load::Full,
    source: SourceInfo {
        connection: "bench_files",
        kinds: &["files"],
        from: From::File {
            pattern: "customers_${rows}.csv",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[
            rows::source::CUSTOMER_ID,
            rows::source::FIRST_NAME,
            rows::source::LAST_NAME,
            rows::source::EMAIL,
            rows::source::STREET,
            rows::source::CITY,
            rows::source::POSTAL_CODE,
            rows::source::COUNTRY,
            rows::source::BIRTH_DATE,
            rows::source::BALANCE,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "bench_warehouse",
        kinds: &["sqlite"],
        table: "bench_customer",
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
    params: &[
        Param {
            name: "rows",
            ty: SqlType::Text,
            default: Some("1000000"),
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
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                read_versions: include_str!("../sql/sqlite/read_versions.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                close: include_str!("../sql/sqlite/close.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
                check_key: include_str!("../sql/sqlite/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for BenchCustomer {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
    ];
}
