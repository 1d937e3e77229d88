// @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
//! The job: its type, and its constants.

use loadwright_runtime::adapters;
use loadwright_runtime::job::{
    Duplicates, Flag, From, Hooks, JobInfo, Literal, Load, OnSourceDelete, OrderBy,
    SettingsInfo, SourceInfo, SqlType, Statements, TableKind, TargetColumn, TargetInfo,
    Write,
};
use loadwright_runtime::program::{Program, Programs};
use crate::rows;

/// The job.
pub struct FactEvent;

/// The target's columns: what a change does, type, expression, source columns.
pub const COLUMNS: &[TargetColumn] = &[
    TargetColumn::key("event_id", SqlType::BigInt, "\"Event Id\"").from(&["Event Id"]),
    TargetColumn::key("kind", SqlType::Varchar(10), "lower(coalesce(type, 'none'))")
        .from(&["type"])
        .not_null(),
    TargetColumn::type1("at", SqlType::TimestampTz, "at").from(&["at"]),
    TargetColumn::type1("domain", SqlType::Text, "domain_of(mail__address)")
        .from(&["mail__address"]),
    TargetColumn::type1("mirrored", SqlType::Text, "reversed(mail__address)")
        .from(&["mail__address"]),
    TargetColumn::type1("cents", SqlType::BigInt, "cast(amount * 100 as bigint)")
        .from(&["amount"]),
    TargetColumn::type1(
            "size",
            SqlType::Text,
            "case when amount > 1000 then 'L' else 'S' end",
        )
        .from(&["amount"]),
    TargetColumn::type1("paid", SqlType::Boolean, "coalesce(paid, false)")
        .from(&["paid"]),
    TargetColumn::type1("raw", SqlType::Json, "raw").from(&["raw"]),
    TargetColumn::untracked("loaded_by", SqlType::BigInt, "run_id()"),
];

/// Everything that is constant about the job.
pub static INFO: JobInfo = JobInfo {
    name: "fact_event",
    description: "",
    spec: "generator/tests/golden/events/jobs/fact_event.yaml",
    mapping: "fact_event",
    digest: "229ed58c1638143f88504837b63e412e",
    load: Load::Full,
    source: SourceInfo {
        connection: "crm",
        kinds: &["sqlite"],
        from: From::Table("main.events"),
        columns: &[
            rows::source::EVENT_ID,
            rows::source::TYPE_,
            rows::source::AT,
            rows::source::MAIL__ADDRESS,
            rows::source::AMOUNT,
            rows::source::PAID,
            rows::source::RAW,
        ],
        timezone: "Europe/Berlin",
        filter: "",
        allow_empty: false,
    },
    target: TargetInfo {
        connection: "warehouse",
        kinds: &["sqlite"],
        table: "fact_event",
        kind: TableKind::Fact,
        columns: COLUMNS,
        key: &[1, 0],
        write: Write::Merge,
        row_hash: Some("row_hash"),
        on_source_delete: OnSourceDelete::Flag,
        deleted: Some(Flag {
            column: "is_gone",
            on: Literal::Integer(1),
            off: Literal::Integer(0),
        }),
        duplicates: Duplicates::Last,
        order_by: &[
            OrderBy {
                descending: true,
                nulls_first: false,
            },
            OrderBy {
                descending: false,
                nulls_first: false,
            },
        ],
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
                read_source: include_str!("../sql/sqlite/read_source.sql"),
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
    ],
};

/// What is compiled: a program for each kind of source with each kind of target.
impl Programs for FactEvent {
    const PROGRAMS: &'static [Program] = &[
        Program::of::<Self, adapters::Sqlite, adapters::Sqlite>(),
    ];
}
