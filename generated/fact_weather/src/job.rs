// @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Csv, Files, From, Hooks, JobInfo, Load, SettingsInfo, SourceInfo, SqlType,
    Statements, TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Hourly weather at the three New York airports.
pub struct FactWeather;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("airport_code", SqlType::Text, "origin").from(&["origin"]),
    TargetColumn::key("observed_at", SqlType::TimestampTz, "time_hour")
        .from(&["time_hour"]),
    TargetColumn::type1(
            "temperature_c",
            SqlType::decimal(4, 1),
            "round((temp - 32) * 5 / 9, 1)",
        )
        .from(&["temp"]),
    TargetColumn::type1(
            "dew_point_c",
            SqlType::decimal(4, 1),
            "round((dewp - 32) * 5 / 9, 1)",
        )
        .from(&["dewp"]),
    TargetColumn::type1("humidity_pct", SqlType::decimal(5, 2), "humid")
        .from(&["humid"]),
    TargetColumn::type1("wind_direction", SqlType::SmallInt, "wind_dir")
        .from(&["wind_dir"]),
    TargetColumn::type1("wind_mph", SqlType::Double, "wind_speed").from(&["wind_speed"]),
    TargetColumn::type1("gust_mph", SqlType::Double, "wind_gust").from(&["wind_gust"]),
    TargetColumn::type1("precipitation_in", SqlType::Double, "precip").from(&["precip"]),
    TargetColumn::type1("pressure_hpa", SqlType::decimal(6, 1), "pressure")
        .from(&["pressure"]),
    TargetColumn::type1("visibility_mi", SqlType::Double, "visib").from(&["visib"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "fact_weather",
    description: "Hourly weather at the three New York airports.",
    spec: "jobs/nycflights/fact_weather.yaml",
    mapping: "fact_weather",
    digest: "87b3b6f8f404aa4bfbef6f801a458338",
    load: Load::Incremental,
    source: SourceInfo {
        connection: "nyc_files",
        kinds: &["files"],
        from: From::File {
            pattern: "weather.csv.gz",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[
            rows::source::ORIGIN,
            rows::source::TIME_HOUR,
            rows::source::TEMP,
            rows::source::DEWP,
            rows::source::HUMID,
            rows::source::WIND_DIR,
            rows::source::WIND_SPEED,
            rows::source::WIND_GUST,
            rows::source::PRECIP,
            rows::source::PRESSURE,
            rows::source::VISIB,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "fact_weather",
        kind: TableKind::Fact,
        columns: COLUMNS,
        key: &[0, 1],
        write: Write::Merge,
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
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for FactWeather {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
        Program::of::<Self, adapters::Files, adapters::Postgres>(),
    ];
}
