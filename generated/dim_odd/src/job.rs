// @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::job::{
    Backend, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, Member,
    OnSourceDelete, Param, SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey,
    TableKind, TargetColumn, TargetInfo, Write,
};
use crate::rows;

/// Names that only quoting saves, in a schema of their own; hooks with params.
pub struct DimOdd;

/// The target's columns: what a change does, type, expression.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("Key No", SqlType::Integer, "select"),
    TargetColumn::type1("group", SqlType::Text, "\"First Name\""),
    TargetColumn::type2("Größe", SqlType::decimal(6, 2), "\"Größe\""),
    TargetColumn::type2("quo\"te", SqlType::Text, "\"quo\"\"te\""),
    TargetColumn::type2("MiXed", SqlType::TimestampTz, "\"MiXed\""),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_odd",
    description: "Names that only quoting saves, in a schema of their own; hooks with params.",
    spec: "jobs/scenarios/dim_odd.yaml",
    mapping: "dim_odd",
    digest: "f0bb986fedcfa624e08ba93a181b3aef",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        backends: &[Backend::Sqlite, Backend::Postgres],
        from: From::Table("Der Läden.Order Lines"),
        columns: &[
            rows::source::SELECT,
            rows::source::FIRST_NAME,
            rows::source::GR__E,
            rows::source::QUO_TE,
            rows::source::MIXED,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        backends: &[Backend::Sqlite, Backend::Postgres],
        table: "Größe DW.Select",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "order",
            ty: SqlType::BigInt,
            identity: false,
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
        members: &[
            Member {
                name: "unknown_member",
                key: -1,
                values: &[
                    Literal::Integer(-1),
                    Literal::Text("unknown"),
                    Literal::Null,
                    Literal::Null,
                    Literal::Null,
                ],
            },
        ],
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "note",
            ty: SqlType::Text,
            default: Some("it's"),
        },
        Param {
            name: "limit",
            ty: SqlType::Integer,
            default: Some("7"),
        },
    ],
    settings: SettingsInfo::NONE,
    hooks: Hooks {
        before_run: &[
            "CREATE TABLE IF NOT EXISTS \"Größe DW\".\"hook's log\" (said text, at_most integer)",
        ],
        after_success: &[
            "INSERT INTO \"Größe DW\".\"hook's log\" VALUES (:note, :limit); -- :note is no param here",
        ],
        ..Hooks::NONE
    },
    sql: &[
        (
            Backend::Sqlite,
            Statements {
                create_table: include_str!("../sql/sqlite/create_table.sql"),
                create_indexes: include_str!("../sql/sqlite/create_indexes.sql"),
                read_source: include_str!("../sql/sqlite/read_source.sql"),
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
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
            Backend::Postgres,
            Statements {
                create_table: include_str!("../sql/postgres/create_table.sql"),
                create_indexes: include_str!("../sql/postgres/create_indexes.sql"),
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
                update_version: include_str!("../sql/postgres/update_version.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                insert_member: include_str!("../sql/postgres/insert_member.sql"),
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};
