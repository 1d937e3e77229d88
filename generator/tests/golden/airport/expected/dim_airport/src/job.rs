// @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, Csv, Files, FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load,
    Member, OnSourceDelete, Param, SettingsInfo, SourceInfo, SqlType, Statements,
    SurrogateKey, TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Airports, with full history.
pub struct DimAirport;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("airport_code", SqlType::Text, "upper(trim(faa))").from(&["faa"]),
    TargetColumn::type2("airport_name", SqlType::Text, "name").from(&["name"]),
    TargetColumn::type2("latitude", SqlType::Double, "lat").from(&["lat"]),
    TargetColumn::type0("longitude", SqlType::Double, "lon").from(&["lon"]),
    TargetColumn::type1("altitude_ft", SqlType::Integer, "cast(round(alt) as integer)")
        .from(&["alt"]),
    TargetColumn::type2("time_zone", SqlType::Text, "tzone").from(&["tzone"]),
    TargetColumn::type2("source_system", SqlType::Text, "FAA"),
    TargetColumn::untracked("batch", SqlType::Text, ":snapshot"),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_airport",
    description: "Airports, with full history.",
    spec: "generator/tests/golden/airport/jobs/dim_airport.yaml",
    mapping: "dim_airport",
    digest: "6445034ef34fea70994f4d35aa4baa19",
    load: Load::Full,
    source: SourceInfo {
        connection: "nyc_files",
        kinds: &["files"],
        from: From::File {
            pattern: "airports_${snapshot}.csv",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[
            rows::source::FAA,
            rows::source::NAME,
            rows::source::LAT,
            rows::source::LON,
            rows::source::ALT,
            rows::source::TZONE,
            rows::source::DST,
        ],
        timezone: "UTC",
        filter: "tzone is not null",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_airport",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "airport_sk",
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
                    Literal::Null,
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
            ..Audit::NONE
        },
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "snapshot",
            ty: SqlType::Text,
            default: Some("2013"),
        },
    ],
    settings: SettingsInfo {
        enable_parallel: Some(true),
        max_workers: Some(4),
        ..SettingsInfo::NONE
    },
    hooks: Hooks {
        after_success: &["delete from airport_cache"],
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
impl Programs for DimAirport {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
        Program::of::<Self, adapters::Files, adapters::Postgres>(),
    ];
}
