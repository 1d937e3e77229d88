// @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    From, Hooks, JobInfo, Load, Param, SettingsInfo, SourceInfo, SqlType, Statements,
    TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// PostgreSQL's operators that are written with question marks.
pub struct DimDoc;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("id", SqlType::Integer, "id").from(&["id"]),
    TargetColumn::type1("VIP?", SqlType::Text, "v").from(&["v"]),
    TargetColumn::type1("has_k", SqlType::Boolean, "has_k").from(&["has_k"]),
    TargetColumn::type1("any", SqlType::Boolean, "\"any?\"").from(&["any?"]),
    TargetColumn::type1("all", SqlType::Boolean, "\"all?\"").from(&["all?"]),
    TargetColumn::type1("said", SqlType::Text, "said").from(&["said"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_doc",
    description: "PostgreSQL's operators that are written with question marks.",
    spec: "jobs/scenarios/dim_doc.yaml",
    mapping: "dim_doc",
    digest: "8530cbbf78d71078e3d25dffb0d33a1e",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Query(
            "SELECT id, v, doc ? 'k' AS has_k, doc ?| array['k', 'l'] AS \"any?\", doc ?& array['k', 'l'] AS \"all?\", $$what? $1 ?1$$ AS said\nFROM doc WHERE id >= :least /* ? */",
        ),
        columns: &[
            rows::source::ID,
            rows::source::V,
            rows::source::HAS_K,
            rows::source::ANY_,
            rows::source::ALL_,
            rows::source::SAID,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_doc",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        write: Write::Merge,
        row_hash: Some("row_hash"),
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "least",
            ty: SqlType::Integer,
            default: Some("0"),
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
                read_source: include_str!("../sql/sqlite/read_source.sql"),
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
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
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimDoc {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
