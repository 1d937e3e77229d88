//! Any bytes where a user, a file, a server or a ledger may bring them: no panic, no hang, memory
//! in proportion. Property tests and fuzzers call the same functions.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, missing_docs)]

use std::hint::black_box;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use chrono::DateTime;

pub use crate::adapters::files::fuzz::csv_records;
use crate::adapters::postgres::copy::{CopyIndex, CopyRow, HEADER, Kind};
use crate::adapters::postgres::dialect::PostgresSql;
use crate::adapters::postgres::rows::Tuples;
use crate::adapters::sqlite::dialect::SqliteSql;
use crate::clock;
use crate::connections;
use crate::database::Dialect;
use crate::engine::plan::Outline;
use crate::info::{Column, SqlType};
use crate::row::RowReader;
use crate::scratch::{RunConstants, Scratch};
use crate::source::bounds::Bounds;
use crate::vars::Vars;
use crate::{settings, sql, yaml};

/// A body, with the name of its fuzz target.
pub type Target = (&'static str, fn(&[u8]));

/// Every body.
pub const TARGETS: &[Target] = &[
    ("csv_records", csv_records),
    ("copy_stream", copy_stream),
    ("session_params", session_params),
    ("connections_file", connections_file),
    ("postgres_url", postgres_url),
    ("ledger_row", ledger_row),
    ("templates", templates),
];

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

const KINDS: [Kind; 17] = [
    Kind::Bool,
    Kind::Int2,
    Kind::Int4,
    Kind::Int8,
    Kind::Float4,
    Kind::Float8,
    Kind::Numeric,
    Kind::Text,
    Kind::Char,
    Kind::Bytea,
    Kind::Date,
    Kind::Time,
    Kind::Timestamp,
    Kind::TimestampTz,
    Kind::Uuid,
    Kind::Json,
    Kind::Jsonb,
];

static COLUMNS: [Column; 17] = [
    Column::new("c", 0, SqlType::Boolean),
    Column::new("c", 0, SqlType::SmallInt),
    Column::new("c", 0, SqlType::Integer),
    Column::new("c", 0, SqlType::BigInt),
    Column::new("c", 0, SqlType::Real),
    Column::new("c", 0, SqlType::Double),
    Column::new(
        "c",
        0,
        SqlType::Decimal {
            precision: 10,
            scale: 2,
        },
    ),
    Column::new(
        "c",
        0,
        SqlType::Decimal {
            precision: 38,
            scale: 38,
        },
    ),
    Column::new("c", 0, SqlType::Text),
    Column::new("c", 0, SqlType::Varchar(3)),
    Column::new("c", 0, SqlType::Bytea),
    Column::new("c", 0, SqlType::Date),
    Column::new("c", 0, SqlType::Time),
    Column::new("c", 0, SqlType::Timestamp),
    Column::new("c", 0, SqlType::TimestampTz),
    Column::new("c", 0, SqlType::Uuid),
    Column::new("c", 0, SqlType::Json),
];

/// The number of columns, their formats, then what follows the header of a COPY stream. However the
/// bytes arrive, the tuples are the same.
pub fn copy_stream(data: &[u8]) {
    let Some((count, rest)) = data.split_first() else {
        return;
    };
    let (kinds, body) = rest
        .split_at_checked(usize::from(*count % 9))
        .unwrap_or((rest, &[]));
    let kinds: Vec<Kind> = kinds
        .iter()
        .map(|kind| KINDS[usize::from(*kind) % KINDS.len()])
        .collect();
    let whole = tuples(body, 1 << 16, &kinds);
    assert_eq!(whole, tuples(body, 1, &kinds), "byte by byte");
    assert_eq!(whole, tuples(body, 7, &kinds), "seven bytes at once");
}

/// The tuples, and how the stream ends.
fn tuples(body: &[u8], capacity: usize, kinds: &[Kind]) -> (Vec<Vec<u8>>, bool) {
    let mut tuples = Tuples::new(BufReader::with_capacity(capacity, HEADER.chain(body)));
    let (mut index, mut found) = (CopyIndex::default(), Vec::new());
    loop {
        match tuples.next(&mut index) {
            Ok(Some(tuple)) => {
                cells(tuple, &index, kinds);
                CopyIndex::default().scan(tuple).unwrap();
                found.push(tuple.to_vec());
            }
            Ok(None) => return (found, true),
            Err(error) => {
                black_box(error.chain());
                return (found, false);
            }
        }
    }
}

fn cells(tuple: &[u8], index: &CopyIndex, kinds: &[Kind]) {
    for (place, kind) in kinds.iter().enumerate() {
        let row = CopyRow::new(tuple, index, kinds).behind(place);
        for column in COLUMNS.iter().filter(|column| kind.fits(column)) {
            match column.ty {
                SqlType::Boolean => drop(black_box(row.boolean(column))),
                SqlType::SmallInt => drop(black_box(row.smallint(column))),
                SqlType::Integer => drop(black_box(row.integer(column))),
                SqlType::BigInt => drop(black_box(row.bigint(column))),
                SqlType::Real => drop(black_box(row.real(column))),
                SqlType::Double => drop(black_box(row.double(column))),
                SqlType::Decimal { .. } => drop(black_box(
                    row.decimal(column)
                        .map(|value| value.map(|value| value.to_string())),
                )),
                SqlType::Bytea => drop(black_box(row.bytea(column))),
                SqlType::Date => drop(black_box(row.date(column))),
                SqlType::Time => drop(black_box(row.time(column))),
                SqlType::Timestamp => drop(black_box(row.timestamp(column))),
                SqlType::TimestampTz => drop(black_box(row.timestamptz(column))),
                SqlType::Uuid => drop(black_box(row.uuid(column))),
                SqlType::Json => drop(black_box(row.json(column))),
                _ => drop(black_box(row.text(column))),
            }
        }
    }
}

/// A session parameters file: settings, or an error with its place.
pub fn session_params(data: &[u8]) {
    if let Err(error) = yaml::Document::parse(Path::new("session.yaml"), &text(data))
        .and_then(|document| settings::session::Session::of(&document))
    {
        assert!(error.chain().contains("session.yaml"), "{}", error.chain());
    }
}

/// A connections file, with and without a picked environment.
pub fn connections_file(data: &[u8]) {
    let text = text(data);
    // A reference to a file reads that file: which, is not this body's affair.
    if text.contains("${file:") {
        return;
    }
    let vars = Vars::of([("URL", "postgres://u:hunter2@h/d")]);
    for picked in [None, Some("prod".to_owned())] {
        let Ok(document) = yaml::Document::parse(Path::new("connections.yaml"), &text) else {
            return;
        };
        if let Err(error) =
            connections::read(document, picked, "shop", crate::adapters::KINDS, &vars)
        {
            assert!(
                !error.chain().contains("hunter2"),
                "a secret is shown: {}",
                error.chain()
            );
        }
    }
}

/// A URL: where it leads, or an error that does not show it.
pub fn postgres_url(data: &[u8]) {
    let text = text(data);
    let (Ok(_) | Err(_)) =
        crate::adapters::postgres::database_name(&crate::adapters::postgres::place::place(&text))
            .map_err(|error| error.chain());
}

/// What a ledger's row may hold where bounds and plans should be.
pub fn ledger_row(data: &[u8]) {
    let text = text(data);
    if let Ok(bounds) = serde_json::from_str::<Bounds>(&text) {
        black_box(bounds.to_string());
        for dialect in [&SqliteSql as Dialect, &PostgresSql] {
            black_box(bounds.predicate(&["a", "b"], dialect));
        }
    }
    black_box(serde_json::from_str::<Outline>(&text).is_ok());
    black_box((
        clock::parse(&text),
        serde_json::from_str::<serde_json::Value>(&text).is_ok(),
    ));
}

/// A template, and behind the line's end what is read by it.
pub fn templates(data: &[u8]) {
    let text = text(data);
    let (template, given) = text.split_once('\n').unwrap_or((&text, ""));
    let constants = RunConstants {
        params: Vec::new(),
        run_id: 0,
        started_at: DateTime::UNIX_EPOCH,
        effective_at: DateTime::UNIX_EPOCH,
        job: "job",
    };
    let scratch = Scratch::new(Arc::new(constants));
    for seconds in [0.0, 1.7e9, -6.2e10, 2.5e11] {
        if let Ok(instant) = sql::epoch_to_timestamp(seconds) {
            let (Ok(_) | Err(_)) = sql::to_char_by(instant, template, &scratch);
            let (Ok(_) | Err(_)) = sql::to_char_by(instant.naive_utc(), template, &scratch);
        }
    }
    for number in [0.0, 1.5, -123_456.789, 1e300, f64::NAN, f64::INFINITY] {
        let (Ok(_) | Err(_)) = sql::double_to_char(number, template, &scratch);
    }
    for number in [0, 1, -1, 3999, i64::MAX, i64::MIN] {
        let (Ok(_) | Err(_)) = sql::bigint_to_char(number, template, &scratch);
    }
    let (Ok(_) | Err(_)) = sql::to_date(given, template);
    let (Ok(_) | Err(_)) = sql::to_timestamp(given, template);
    let (Ok(_) | Err(_)) = sql::to_number_by(given, template, &scratch);
}
