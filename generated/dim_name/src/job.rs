// @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    FirstVersion, Flag, From, History, Hooks, JobInfo, Literal, Load, Param,
    SettingsInfo, SourceInfo, SqlType, Statements, SurrogateKey, TableKind, TargetColumn,
    TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Names that need quotes, a query with params.
pub struct DimName;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("Select Key", SqlType::Text, "\"select\"").from(&["select"]),
    TargetColumn::type2("table", SqlType::Integer, "\"Größe\"").from(&["Größe"]),
    TargetColumn::type2("it's a \"name\"", SqlType::Text, "\"it's a \"\"name\"\"\"")
        .from(&["it's a \"name\""]),
    TargetColumn::type1("MixedCase", SqlType::BigInt, "\"MixedCase\"")
        .from(&["MixedCase"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "dim_name",
    description: "Names that need quotes, a query with params.",
    spec: "jobs/scenarios/dim_name.yaml",
    mapping: "dim_name",
    digest: "461443e56f5d048f65bcb4d36e4e2822",
    load: Load::Full,
    source: SourceInfo {
        connection: "shop",
        kinds: &["sqlite", "postgres"],
        from: From::Query(
            "WITH wanted AS (\n    SELECT *, E'it\\'s not :least' AS said, $q$nor $$ :who$q$ AS also FROM \"Order \"\"Items\"\"\" WHERE \"Größe\" >= :least\n)\nSELECT \"select\", \"Größe\", \"it's a \"\"name\"\"\", \"MixedCase\"\nFROM wanted /* neither /* :here */ nor :there */\nWHERE \"it's a \"\"name\"\"\" LIKE :who AND said = 'it''s not :least' AND also = 'nor $$ :who' -- the last line: of :who",
        ),
        columns: &[
            rows::source::SELECT,
            rows::source::GRÖßE,
            rows::source::IT_S_A__NAME_,
            rows::source::MIXEDCASE,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "Dim Names of Größe",
        kind: TableKind::Dimension,
        columns: COLUMNS,
        key: &[0],
        key_source: &[0],
        surrogate_key: Some(SurrogateKey {
            column: "the SK",
            ty: SqlType::BigInt,
            identity: true,
        }),
        write: Write::Merge,
        history: Some(History {
            valid_from: "From",
            valid_to: "To",
            is_current: Flag {
                column: "Is Current",
                on: Literal::Boolean(true),
                off: Literal::Boolean(false),
            },
            ty: SqlType::TimestampTz,
            current_valid_to: Some("9999-12-31T00:00:00.000000Z"),
            first_version_from: FirstVersion::At("1900-01-01T00:00:00.000000Z"),
        }),
        row_hash: Some("Row Hash"),
        ..TargetInfo::NONE
    },
    params: &[
        Param {
            name: "who",
            ty: SqlType::Text,
            default: Some("%"),
        },
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
                check_key: include_str!("../sql/postgres/check_key.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for DimName {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
        Program::of::<Self, adapters::Sqlite, adapters::Postgres>(),
        Program::of::<Self, adapters::Postgres, adapters::Sqlite>(),
        Program::of::<Self, adapters::Postgres, adapters::Postgres>(),
    ];
}
