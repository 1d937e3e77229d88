//! The spec's own example as a checked job, built by hand.

use quote::quote;

use crate::expr::Compiled;
use crate::model::*;
use crate::types::SqlType;

fn column(name: &str, ty: SqlType, not_null: bool) -> SourceColumn {
    SourceColumn {
        name: name.to_owned(),
        from: None,
        ty,
        not_null,
        nulls: vec![String::new(), "NA".to_owned()],
        quoted_nulls: false,
        trim: Trim::None,
        format: None,
        decimal_mark: b'.',
        booleans: None,
        used: true,
    }
}

fn expression(
    text: &str,
    ty: SqlType,
    nullable: bool,
    columns: &[usize],
    body: proc_macro2::TokenStream,
) -> Compiled {
    let rendered = body.to_string();
    Compiled {
        text: text.to_owned(),
        ty: ty.into(),
        nullable,
        fallible: rendered.contains('?'),
        uses_scratch: rendered.contains("scratch"),
        columns: columns.to_vec(),
        deciding: Vec::new(),
        params: if rendered.contains("param ::") {
            vec!["snapshot".to_owned()]
        } else {
            Vec::new()
        },
        volatile: false,
        plain_column: None,
        constant: columns.is_empty(),
        features: Vec::new(),
        body,
    }
}

fn target(name: &str, change: Change, not_null: bool, value: Compiled) -> TargetColumn {
    TargetColumn {
        name: name.to_owned(),
        ty: value.ty.of_a_column().unwrap_or(SqlType::Text),
        not_null,
        change,
        value,
        comment: None,
    }
}

/// `dim_airport` of the spec, without what a later version brings.
pub(crate) fn dim_airport() -> Job {
    let alt = SourceColumn {
        trim: Trim::Both,
        ..column("alt", SqlType::decimal(8, 1), false)
    };
    let name = SourceColumn {
        nulls: vec!["NA".to_owned()],
        ..column("name", SqlType::Text, false)
    };
    Job {
        name: "dim_airport".to_owned(),
        description: Some("Airports, with full history.".to_owned()),
        spec: "jobs/dim_airport.yaml".to_owned(),
        mapping: "dim_airport".to_owned(),
        load: Load::Full,
        source: Source {
            connection: "nyc_files".to_owned(),
            backends: vec![Backend::Files],
            from: From::File {
                pattern: "airports_${snapshot}.csv".to_owned(),
                files: Files {
                    order_by_modified: false,
                    skip_loaded: false,
                    none_is_error: true,
                },
                csv: Csv {
                    header: true,
                    by_name: true,
                    extra_is_error: false,
                    missing_is_error: true,
                    delimiter: b',',
                    quote: b'"',
                    skip_lines: 0,
                    footer_lines: 0,
                    encoding: "utf-8".to_owned(),
                    ignore_empty_lines: false,
                },
            },
            columns: vec![
                column("faa", SqlType::Text, true),
                name,
                column("lat", SqlType::Double, false),
                column("lon", SqlType::Double, false),
                alt,
                column("tzone", SqlType::Text, false),
                SourceColumn {
                    used: false,
                    ..column("dst", SqlType::Char(1), false)
                },
            ],
            timezone: "UTC".to_owned(),
            filter: Some(expression(
                "tzone is not null",
                SqlType::Boolean,
                false,
                &[5],
                quote!(tzone.is_some()),
            )),
            allow_empty: false,
        },
        target: dim_airport_target(),
        params: vec![Param {
            name: "snapshot".to_owned(),
            ty: SqlType::Text,
            default: Some("2013".to_owned()),
        }],
        settings: Settings {
            enable_parallel: Some(true),
            max_workers: Some(4),
            chunk_size: Some(50_000),
            resume_within_seconds: Some(21_600),
            retry_multiplier: Some(2.0),
            rejects_store: Some(StoreRejects::Row),
            ..Settings::default()
        },
        hooks: Hooks {
            after_success: vec!["DELETE FROM airport_cache".to_owned()],
            ..Hooks::default()
        },
        udf: None,
        examples: vec![Example {
            given: vec![
                (0, Some(" 04g".to_owned())),
                (1, Some("Lansdowne Airport ".to_owned())),
                (4, Some("1044".to_owned())),
                (5, Some("America/New_York".to_owned())),
            ],
            expect: vec![
                (0, Some("04G".to_owned())),
                (1, Some("Lansdowne Airport".to_owned())),
                (4, Some("1044".to_owned())),
            ],
        }],
    }
}

fn dim_airport_target() -> Target {
    let text = SqlType::Text;
    let columns = vec![
        target(
            "airport_code",
            Change::Key,
            true,
            expression(
                "upper(trim(faa))",
                text,
                false,
                &[0],
                quote!(sql::upper(sql::trim(faa), scratch)),
            ),
        ),
        target(
            "airport_name",
            Change::Version,
            false,
            expression("trim(name)", text, true, &[1], quote!(name.map(sql::trim))),
        ),
        target(
            "latitude",
            Change::Version,
            false,
            expression("lat", SqlType::Double, true, &[2], quote!(lat)),
        ),
        target(
            "longitude",
            Change::Version,
            false,
            expression("lon", SqlType::Double, true, &[3], quote!(lon)),
        ),
        target(
            "altitude_ft",
            Change::Overwrite,
            false,
            expression(
                "cast(round(alt) as integer)",
                SqlType::Integer,
                true,
                &[4],
                quote!(
                    alt.map(|alt| sql::decimal_to_integer(sql::round(alt)?))
                        .transpose()?
                ),
            ),
        ),
        target(
            "time_zone",
            Change::Version,
            false,
            expression("tzone", text, true, &[5], quote!(tzone)),
        ),
        target(
            "source_system",
            Change::Version,
            true,
            expression("CRM", text, false, &[], quote!("CRM")),
        ),
        target(
            "batch",
            Change::Untracked,
            true,
            expression(
                ":snapshot",
                text,
                false,
                &[],
                quote!(sql::text_param(scratch, param::SNAPSHOT)),
            ),
        ),
    ];
    Target {
        connection: "warehouse".to_owned(),
        backends: vec![Backend::Database("sqlite"), Backend::Database("postgres")],
        table: "dim_airport".to_owned(),
        kind: TableKind::Dimension,
        columns,
        key: vec![0],
        key_source: None,
        empty_key_allowed: false,
        surrogate_key: Some(SurrogateKey {
            column: "airport_sk".to_owned(),
            ty: SqlType::BigInt,
            identity: true,
        }),
        write: Write::Merge,
        history: Some(History {
            valid_from: "valid_from".to_owned(),
            valid_to: "valid_to".to_owned(),
            is_current: Flag {
                column: "is_current".to_owned(),
                on: Literal::Boolean(true),
                off: Literal::Boolean(false),
            },
            ty: SqlType::TimestampTz,
            current_valid_to: Some("9999-12-31T00:00:00.000000Z".to_owned()),
            first_version_from: Some("1900-01-01T00:00:00.000000Z".to_owned()),
        }),
        row_hash: Some("row_hash".to_owned()),
        on_source_delete: OnSourceDelete::Close,
        deleted: None,
        missing_scope: None,
        creates_indexes: true,
        duplicates: Duplicates::Error,
        order_by: Vec::new(),
        type1_all_versions: true,
        row_security_view: false,
        members: vec![Member {
            name: "unknown_member".to_owned(),
            key: -1,
            values: vec![
                Literal::Null,
                Literal::Text("Unknown".to_owned()),
                Literal::Null,
                Literal::Null,
                Literal::Null,
                Literal::Null,
                Literal::Null,
                Literal::Null,
            ],
        }],
        audit: Audit {
            inserted_run: Some("load_id".to_owned()),
            ..Audit::default()
        },
    }
}
