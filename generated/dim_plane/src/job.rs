// @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Csv, Files, Flag, From, Hooks, JobInfo, Literal, Load, OnSourceDelete, SettingsInfo,
    SourceInfo, SqlType, Statements, SurrogateKey, TableKind, TargetColumn, TargetInfo,
    Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Planes by tail number. Year and manufacturer never change, the rest is kept as it last was.
pub struct DimPlane;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("tail_number", SqlType::Text, "tailnum").from(&["tailnum"]),
    TargetColumn::type0("built", SqlType::Integer, "year").from(&["year"]),
    TargetColumn::type0("manufacturer", SqlType::Text, "maker(upper(manufacturer))")
        .from(&["manufacturer"]),
    TargetColumn::type1("model", SqlType::Text, "model").from(&["model"]),
    TargetColumn::type1("plane_type", SqlType::Text, "type").from(&["type"]),
    TargetColumn::type1("engine_type", SqlType::Text, "engine").from(&["engine"]),
    TargetColumn::type1("engines", SqlType::SmallInt, "engines").from(&["engines"]),
    TargetColumn::type1("seats", SqlType::SmallInt, "seats").from(&["seats"]),
    TargetColumn::type1("cruise_mph", SqlType::SmallInt, "speed").from(&["speed"]),
    TargetColumn::type1(
            "size_class",
            SqlType::Text,
            "case when seats >= 200 then 'wide' when seats >= 100 then 'narrow' else 'small' end",
        )
        .from(&["seats"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_plane",
    description: "Planes by tail number. Year and manufacturer never change, the rest is kept as it last was.",
    spec: "jobs/nycflights/dim_plane.yaml",
    mapping: "dim_plane",
    digest: "a85443c08bd5d324f71c4e6b2eca981b",
    load: Load::Full,
    source: SourceInfo {
        connection: "nyc_files",
        kinds: &["files"],
        from: From::File {
            pattern: "planes.csv",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[
            rows::source::TAILNUM,
            rows::source::YEAR,
            rows::source::TYPE_,
            rows::source::MANUFACTURER,
            rows::source::MODEL,
            rows::source::ENGINES,
            rows::source::SEATS,
            rows::source::SPEED,
            rows::source::ENGINE,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "dim_plane",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "plane_sk",
            ty: SqlType::BigInt,
            identity: true,
        }),
        write: Write::Merge,
        row_hash: Some("row_hash"),
        on_source_delete: OnSourceDelete::Flag,
        deleted: Some(Flag {
            column: "is_retired",
            on: Literal::Integer(1),
            off: Literal::Integer(0),
        }),
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
                read_slice: include_str!("../sql/sqlite/read_slice.sql"),
                read_current: include_str!("../sql/sqlite/read_current.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                update_current: include_str!("../sql/sqlite/update_current.sql"),
                rehash: include_str!("../sql/sqlite/rehash.sql"),
                flag: include_str!("../sql/sqlite/flag.sql"),
                unflag: include_str!("../sql/sqlite/unflag.sql"),
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
                read_slice: include_str!("../sql/postgres/read_slice.sql"),
                read_current: include_str!("../sql/postgres/read_current.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                copy_stage_keys: include_str!("../sql/postgres/copy_stage_keys.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                update_current: include_str!("../sql/postgres/update_current.sql"),
                rehash: include_str!("../sql/postgres/rehash.sql"),
                flag: include_str!("../sql/postgres/flag.sql"),
                unflag: include_str!("../sql/postgres/unflag.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimPlane {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
        Program::of::<Self, adapters::Files, adapters::Postgres>(),
    ];
}
