// @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, Member,
    OnSourceDelete, Param, SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey,
    TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Writes the table of dim_customer with one more tracked column.
pub struct DimCustomerWide;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("customer_id", SqlType::BigInt, "id").from(&["id"]),
    TargetColumn::type2("name", SqlType::Text, "name").from(&["name"]),
    TargetColumn::type2("city", SqlType::Text, "upper(city)").from(&["city"]),
    TargetColumn::type2("points", SqlType::Integer, "points").from(&["points"]),
    TargetColumn::type2("phone", SqlType::Text, "phone").from(&["phone"]),
    TargetColumn::type1("email", SqlType::Text, "email").from(&["email"]),
    TargetColumn::type0("joined", SqlType::Text, "joined").from(&["joined"]),
    TargetColumn::untracked("batch", SqlType::Text, ":batch"),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_customer_wide",
    description: "Writes the table of dim_customer with one more tracked column.",
    spec: "jobs/scenarios/dim_customer_wide.yaml",
    mapping: "dim_customer_wide",
    digest: "d8496a614c13994d7d910c7453198c22",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Table("customer"),
        columns: &[
            rows::source::ID,
            rows::source::NAME,
            rows::source::CITY,
            rows::source::EMAIL,
            rows::source::POINTS,
            rows::source::JOINED,
            rows::source::STATUS,
            rows::source::PHONE,
        ],
        timezone: "UTC",
        filter: "status is null or status <> 'test'",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_customer",
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
    params: &[
        Param {
            name: "batch",
            ty: SqlType::Text,
            default: Some("1"),
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
impl Programs for DimCustomerWide {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
