// @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Audit, Csv, Files, From, Hooks, JobInfo, Load, SettingsInfo, SourceInfo, SqlType,
    Statements, TableKind, TargetColumn, TargetInfo, Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// Departures from New York, January 2013. Rows are added; a file that was loaded is not loaded again.
pub struct FactFlight;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::type1("carrier", SqlType::Varchar(2), "carrier").from(&["carrier"]),
    TargetColumn::type1("flight_number", SqlType::Integer, "flight").from(&["flight"]),
    TargetColumn::type1("tail_number", SqlType::Text, "tailnum").from(&["tailnum"]),
    TargetColumn::type1("origin", SqlType::Text, "origin").from(&["origin"]),
    TargetColumn::type1("destination", SqlType::Text, "dest").from(&["dest"]),
    TargetColumn::type1("scheduled_hour", SqlType::TimestampTz, "time_hour")
        .from(&["time_hour"]),
    TargetColumn::type1("scheduled_departure", SqlType::SmallInt, "sched_dep_time")
        .from(&["sched_dep_time"]),
    TargetColumn::type1("departure_delay_min", SqlType::SmallInt, "dep_delay")
        .from(&["dep_delay"]),
    TargetColumn::type1("arrival_delay_min", SqlType::SmallInt, "arr_delay")
        .from(&["arr_delay"]),
    TargetColumn::type1("air_time_min", SqlType::SmallInt, "air_time")
        .from(&["air_time"]),
    TargetColumn::type1("distance_mi", SqlType::Integer, "distance").from(&["distance"]),
    TargetColumn::type1("was_cancelled", SqlType::Boolean, "dep_time is null")
        .from(&["dep_time"]),
    TargetColumn::type1("was_late", SqlType::Boolean, "coalesce(arr_delay > 15, false)")
        .from(&["arr_delay"]),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "fact_flight",
    description: "Departures from New York, January 2013. Rows are added; a file that was loaded is not loaded again.",
    spec: "jobs/nycflights/fact_flight.yaml",
    mapping: "fact_flight",
    digest: "79e4911a06b843c7f15a0c05c6c74486",
    load: Load::Incremental,
    source: SourceInfo {
        connection: "nyc_files",
        kinds: &["files"],
        from: From::File {
            pattern: "flights_2013_01.csv.gz",
            files: Files::DEFAULT,
            csv: Csv::DEFAULT,
        },
        columns: &[
            rows::source::CARRIER,
            rows::source::FLIGHT,
            rows::source::TAILNUM,
            rows::source::ORIGIN,
            rows::source::DEST,
            rows::source::TIME_HOUR,
            rows::source::SCHED_DEP_TIME,
            rows::source::DEP_TIME,
            rows::source::DEP_DELAY,
            rows::source::ARR_DELAY,
            rows::source::AIR_TIME,
            rows::source::DISTANCE,
        ],
        timezone: "UTC",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite", "postgres"],
        table: "fact_flight",
        kind: TableKind::Fact,
        columns: COLUMNS,
        write: Write::Append,
        audit: Audit {
            inserted_run: Some("load_id"),
            ..Audit::NONE
        },
        ..TargetInfo::NONE
    },
    params: &[],
    settings: SettingsInfo {
        enable_parallel: Some(true),
        chunk_size: Some(10000),
        min_rows_for_parallel: Some(20000),
        ..SettingsInfo::NONE
    },
    hooks: Hooks::NONE,
    sql: &[
        (
            "sqlite",
            Statements {
                create_table: include_str!("../sql/sqlite/create_table.sql"),
                insert: include_str!("../sql/sqlite/insert.sql"),
                delete_run: include_str!("../sql/sqlite/delete_run.sql"),
                ..Statements::NONE
            },
        ),
        (
            "postgres",
            Statements {
                create_table: include_str!("../sql/postgres/create_table.sql"),
                copy_in: include_str!("../sql/postgres/copy_in.sql"),
                create_stage: include_str!("../sql/postgres/create_stage.sql"),
                copy_stage: include_str!("../sql/postgres/copy_stage.sql"),
                insert_versions: include_str!("../sql/postgres/insert_versions.sql"),
                delete_run: include_str!("../sql/postgres/delete_run.sql"),
                ..Statements::NONE
            },
        ),
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for FactFlight {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Files, adapters::Sqlite>(),
        Program::of::<Self, adapters::Files, adapters::Postgres>(),
    ];
}
