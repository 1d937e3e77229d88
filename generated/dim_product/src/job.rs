// @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Csv, Duplicates, Files, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal,
    Load, OnSourceDelete, OrderBy, SettingsInfo, SourceInfo, SqlType, Statements,
    SurrogateKey, TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Products by a computed key, dated to the day; only products of the own catalogue can be missing.
pub struct DimProduct;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("sku", SqlType::Text, "upper(trim(sku))").from(&["sku"]),
    TargetColumn::type2("title", SqlType::Text, "title").from(&["title"]),
    TargetColumn::type1("price", SqlType::decimal(10, 2), "price").from(&["price"]),
    TargetColumn::type2("origin", SqlType::Text, "origin").from(&["origin"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_product",
    description: "Products by a computed key, dated to the day; only products of the own catalogue can be missing.",
    spec: "jobs/scenarios/dim_product.yaml",
    mapping: "dim_product",
    digest: "f999fb2329da2f87248193fbecefd4fb",
    load: Load::Full,
    source: SourceInfo {
        connection: "files",
        kinds: &["files"],
        from: From::File {
            pattern: "products.csv",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[
            rows::source::SKU,
            rows::source::TITLE,
            rows::source::PRICE,
            rows::source::ORIGIN,
            rows::source::SEQ,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_product",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "product_sk",
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
            ty: SqlType::Date,
            current_valid_to: Some("9999-12-31"),
            first_version_from: FirstVersion::At("1900-01-01"),
        }),
        row_hash: Some("row_hash"),
        on_source_delete: OnSourceDelete::Close,
        missing_scope: true,
        duplicates: Duplicates::First,
        order_by: &[
            OrderBy {
                descending: false,
                nulls_first: false,
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
                create_versions_index: include_str!(
                    "../sql/sqlite/create_versions_index.sql"
                ),
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
                count_scope: include_str!("../sql/sqlite/count_scope.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                read_versions: include_str!("../sql/sqlite/read_versions.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                close: include_str!("../sql/sqlite/close.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                update_version: include_str!("../sql/sqlite/update_version.sql"),
                overwrite_current: include_str!("../sql/sqlite/overwrite_current.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
                delete: include_str!("../sql/sqlite/delete.sql"),
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
                read_slice: include_str!("../sql/postgres/read_slice.sql"),
                count_scope: include_str!("../sql/postgres/count_scope.sql"),
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                close: include_str!("../sql/postgres/close.sql"),
                mark_todays: include_str!("../sql/postgres/mark_todays.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                update_version: include_str!("../sql/postgres/update_version.sql"),
                overwrite_current: include_str!("../sql/postgres/overwrite_current.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                delete: include_str!("../sql/postgres/delete.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimProduct {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
        Program::of::<Self, adapters::Files, adapters::Postgres>(),
    ];
}
