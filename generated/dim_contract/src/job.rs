// @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, Member,
    OnSourceDelete, SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey,
    TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Contracts, types 0, 1 and 2; one that is gone gets a version that says so, until it comes back.
pub struct DimContract;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("contract_id", SqlType::BigInt, "id").from(&["id"]),
    TargetColumn::type2("name", SqlType::Text, "name").from(&["name"]),
    TargetColumn::type1("grade", SqlType::Text, "grade").from(&["grade"]),
    TargetColumn::type0("origin", SqlType::Text, "origin").from(&["origin"]),
    TargetColumn::type2("scope", SqlType::Text, "scope").from(&["scope"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_contract",
    description: "Contracts, types 0, 1 and 2; one that is gone gets a version that says so, until it comes back.",
    spec: "jobs/scenarios/dim_contract.yaml",
    mapping: "dim_contract",
    digest: "217475926e886263dfce97f3d7bb1ab3",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("contract"),
        columns: &[
            rows::source::ID,
            rows::source::NAME,
            rows::source::GRADE,
            rows::source::ORIGIN,
            rows::source::SCOPE,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_contract",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "contract_sk",
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
            current_valid_to: None,
            first_version_from: FirstVersion::At("1900-01-01T00:00:00.000000Z"),
        }),
        row_hash: Some("row_hash"),
        on_source_delete: OnSourceDelete::Version,
        deleted: Some(Flag {
            column: "gone",
            on: Literal::Text("Y"),
            off: Literal::Text("N"),
        }),
        missing_scope: true,
        members: &[
            Member {
                name: "unknown_member",
                key: -1,
                values: &[
                    Literal::Integer(-1),
                    Literal::Text("Unknown"),
                    Literal::Null,
                    Literal::Null,
                    Literal::Null,
                ],
            },
        ],
        audit: Audit {
            inserted_run: Some("load_id"),
            updated_run: Some("upd_load_id"),
            inserted_at: Some("dw_inserted_at"),
            updated_at: Some("dw_updated_at"),
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
                insert_deleted: include_str!("../sql/sqlite/insert_deleted.sql"),
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
                insert_deleted: include_str!("../sql/postgres/insert_deleted.sql"),
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
impl Programs for DimContract {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
