// @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::job::{
    Audit, Backend, From, Hooks, JobInfo, Load, Param, SettingsInfo, SourceInfo, SqlType,
    Statements, TableKind, TargetColumn, TargetInfo, Write,
};
use crate::rows;

/// A query with a param, a CTE, and an end as people write it.
pub struct StageQuery;

/// The target's columns: what a change does, type, expression.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::type1("item", SqlType::Text, "item"),
    TargetColumn::type1("quantity", SqlType::decimal(20, 0), "quantity"),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "stage_query",
    description: "A query with a param, a CTE, and an end as people write it.",
    spec: "jobs/scenarios/stage_query.yaml",
    mapping: "stage_query",
    digest: "18234754e5e4bc58b4b6406c10053cb5",
    load: Load::Incremental,
    source: SourceInfo {
        connection: "shop",
        backends: &[Backend::Sqlite, Backend::Postgres],
        from: From::Query(
            "WITH kept AS (\n    SELECT item, quantity FROM stock WHERE item <> :skip -- not ':skip', which is text\n)\nSELECT item, sum(quantity) AS quantity FROM kept GROUP BY item; -- as people write it",
        ),
        columns: &[rows::source::ITEM, rows::source::QUANTITY],
        timezone: "UTC",
        filter: "",
        allow_empty: true,
    },
    target: TargetInfo {
        connection: "warehouse",
        backends: &[Backend::Sqlite, Backend::Postgres],
        table: "stage_query",
        kind: TableKind::Staging,
        columns: COLUMNS,
        write: Write::Replace,
        audit: Audit {
            inserted_run: Some("lw_run_id"),
            ..Audit::NONE
        },
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "skip",
            ty: SqlType::Text,
            default: Some("none"),
        },
    ],
    settings: SettingsInfo::NONE,
    hooks: Hooks::NONE,
    sql: &[
        (
            Backend::Sqlite,
            Statements {
                create_table: include_str!("../sql/sqlite/create_table.sql"),
                read_source: include_str!("../sql/sqlite/read_source.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                delete_run: include_str!("../sql/sqlite/delete_run.sql"),
                delete_others: include_str!("../sql/sqlite/delete_others.sql"),
                ..Statements::NONE
            },
        ),
        (
            Backend::Postgres,
            Statements {
                create_table: include_str!("../sql/postgres/create_table.sql"),
                read_source: include_str!("../sql/postgres/read_source.sql"),
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
