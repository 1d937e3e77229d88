// @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, Member,
    OnSourceDelete, Param, SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey,
    TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Names, texts, a query and hooks full of what statements stand for - ${target}, ?1, :who - and all of it only text.
pub struct DimMark;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("${where}", SqlType::Integer, "id").from(&["id"]),
    TargetColumn::type2("VIP?", SqlType::Text, "\"VIP?\"").from(&["VIP?"]),
    TargetColumn::type2("${target}", SqlType::Text, "\"${source}\"")
        .from(&["${source}"]),
    TargetColumn::type1("?1", SqlType::Text, "\"?1\"").from(&["?1"]),
    TargetColumn::type0("$$", SqlType::Text, "${table} $$ ? :who"),
    TargetColumn::type2("-- a ${comment}", SqlType::Text, "now").from(&["now"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_mark",
    description: "Names, texts, a query and hooks full of what statements stand for - ${target}, ?1, :who - and all of it only text.",
    spec: "jobs/scenarios/dim_mark.yaml",
    mapping: "dim_mark",
    digest: "d97fadd948fba80e307a4c59a79ef173",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Query(
            "SELECT id, v AS \"VIP?\", 'what? ${where} ?1 :who' AS \"${source}\", ':least' AS \"?1\", \"${now}\" /* ? ${where} :none */\nFROM mark\nWHERE v <> '${target} ?' AND v <> :who -- ? ${source} :none",
        ),
        columns: &[
            rows::source::ID,
            rows::source::VIP_,
            rows::source::__SOURCE_,
            rows::source::COLUMN_1,
            rows::source::NOW,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_mark",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "${index_current}",
            ty: SqlType::BigInt,
            identity: true,
        }),
        write: Write::Merge,
        history: Some(History {
            valid_from: "${effective}",
            valid_to: "${first} ?",
            is_current: Flag {
                column: "VALUES ",
                on: Literal::Text("${run} VALUES ?1"),
                off: Literal::Text("VALUES (?1)"),
            },
            ty: SqlType::TimestampTz,
            current_valid_to: Some("9999-12-31T00:00:00.000000Z"),
            first_version_from: FirstVersion::At("1900-01-01T00:00:00.000000Z"),
        }),
        row_hash: Some("${stage}"),
        on_source_delete: OnSourceDelete::Close,
        missing_scope: true,
        members: &[
            Member {
                name: "unknown_member",
                key: -1,
                values: &[
                    Literal::Null,
                    Literal::Text("${target} ?1 :who"),
                    Literal::Null,
                    Literal::Null,
                    Literal::Text("${table}"),
                    Literal::Null,
                ],
            },
        ],
        audit: Audit {
            inserted_run: Some("${run}"),
            updated_run: Some(":who"),
            inserted_at: Some("${now}"),
            updated_at: Some("?2"),
        },
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "who",
            ty: SqlType::Text,
            default: Some("${where} ?1 :least '; --"),
        },
    ],
    settings: SettingsInfo::NONE,
    hooks: Hooks {
        after_success: &[
            "INSERT INTO mark_log /* ${target} ?1 :who */ VALUES ('what? ${target} ?1 :who ${run}', :who); -- ? ${where}",
        ],
        ..Hooks::NONE
    },
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
                count_scope: include_str!("../sql/sqlite/count_scope.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                read_versions: include_str!("../sql/sqlite/read_versions.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                close: include_str!("../sql/sqlite/close.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                update_version: include_str!("../sql/sqlite/update_version.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
                insert_member: include_str!("../sql/sqlite/insert_member.sql"),
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
                count_scope: include_str!("../sql/postgres/count_scope.sql"),
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                close: include_str!("../sql/postgres/close.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                update_version: include_str!("../sql/postgres/update_version.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                insert_member: include_str!("../sql/postgres/insert_member.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimMark {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
