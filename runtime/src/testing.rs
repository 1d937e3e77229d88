//! What the unit tests of generated crates stand on: a spec's `examples:`, run through the compiled
//! functions without any database.

use std::sync::Arc;

use bumpalo::Bump;
use chrono::DateTime;

use crate::info::{Column, JobInfo};
use crate::job::Job;
use crate::row::{Reject, RowWriter};
use crate::scratch::{RunConstants, Scratch};
use crate::value::text::{Text, TextCell, TextCells};
use crate::value::{
    Date, Decimal, Json, ParamValue, Time, Timestamp, TimestampTz, Uuid, canonical_text,
};

/// A record given as text by column name, read like an unquoted line of a file. A column that is
/// not given is NULL.
#[derive(Debug, Clone, Copy)]
pub struct TextRecord<'a> {
    cells: &'a [(&'a str, Option<&'a str>)],
    arena: &'a Bump,
}

impl<'a> TextRecord<'a> {
    /// A record of these cells, whose decoded values live in `arena`.
    #[must_use]
    pub fn new(cells: &'a [(&'a str, Option<&'a str>)], arena: &'a Bump) -> Text<TextRecord<'a>> {
        Text(TextRecord { cells, arena })
    }
}

impl<'a> TextCells<'a> for TextRecord<'a> {
    fn cell(&self, column: &'static Column) -> Result<Option<TextCell<'a>>, Reject> {
        let given = self.cells.iter().find(|(name, _)| *name == column.name);
        Ok(given.and_then(|(_, text)| *text).map(|text| TextCell {
            text,
            quoted: false,
        }))
    }

    fn arena(&self) -> &'a Bump {
        self.arena
    }
}

/// Asserts that source cells give these target cells, both as text; target columns that are not
/// named may have any value. Run parameters have their defaults, clocks stand at 1970-01-01.
///
/// # Panics
/// Where the row is filtered or rejected, or a cell differs: that is how a test fails.
#[track_caller]
pub fn assert_example<J: Job>(given: &[(&str, Option<&str>)], expected: &[(&str, Option<&str>)]) {
    if let Err(difference) = example::<J>(given, expected) {
        panic!("{difference}");
    }
}

fn example<J: Job>(
    given: &[(&str, Option<&str>)],
    expected: &[(&str, Option<&str>)],
) -> Result<(), String> {
    let info = J::INFO;
    let arena = Bump::new();
    let scratch = Scratch::new(Arc::new(constants(info)?));
    let lookups = J::Lookups::default();
    let record = TextRecord::new(given, &arena);
    let source = J::read(&record).map_err(rejected)?;
    if !J::filter(&source, &scratch).map_err(rejected)? {
        return Err(format!(
            "the filter takes this row out: {}",
            info.source.filter
        ));
    }
    let key = J::key(&record, &lookups, &scratch).map_err(rejected)?;
    let mut row = Texts(Vec::new());
    J::write(
        &J::transform(&source, &key, &lookups, &scratch).map_err(rejected)?,
        &mut row,
    );

    let mut differences = Vec::new();
    for (name, expected) in expected {
        let place = info
            .target
            .columns
            .iter()
            .position(|column| column.name == *name);
        let found = place
            .and_then(|place| row.0.get(place))
            .ok_or_else(|| format!("the target has no column {name}"))?;
        if found.as_deref() != *expected {
            differences.push(format!(
                "{name}: expected {}, found {}",
                shown(*expected),
                shown(found.as_deref())
            ));
        }
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.join("\n"))
    }
}

fn constants(info: &'static JobInfo) -> Result<RunConstants, String> {
    let default = |param: &crate::info::Param| {
        let text = param
            .default
            .ok_or_else(|| format!("examples need a default for the parameter {}", param.name))?;
        ParamValue::parse(text, param.ty)
            .map_err(|fault| format!("parameter {}: {}", param.name, fault.reason))
    };
    let params = info.params.iter().map(default).collect::<Result<_, _>>()?;
    Ok(RunConstants {
        params,
        run_id: 0,
        started_at: DateTime::UNIX_EPOCH,
        effective_at: DateTime::UNIX_EPOCH,
        job: info.name,
    })
}

fn rejected(reject: Reject) -> String {
    let value = reject
        .value
        .map(|value| format!(" ({value:?})"))
        .unwrap_or_default();
    format!(
        "the row is rejected: {}: {}{value}",
        reject.column, reject.reason
    )
}

fn shown(cell: Option<&str>) -> String {
    cell.map_or_else(|| "NULL".to_owned(), |text| format!("{text:?}"))
}

/// Cells as canonical text.
struct Texts(Vec<Option<String>>);

impl Texts {
    fn some(&mut self, text: impl Into<String>) {
        self.0.push(Some(text.into()));
    }
}

impl RowWriter for Texts {
    fn null(&mut self) {
        self.0.push(None);
    }
    fn boolean(&mut self, value: bool) {
        self.some(canonical_text::boolean(value));
    }
    fn smallint(&mut self, value: i16) {
        self.some(value.to_string());
    }
    fn integer(&mut self, value: i32) {
        self.some(value.to_string());
    }
    fn bigint(&mut self, value: i64) {
        self.some(value.to_string());
    }
    fn real(&mut self, value: f32) {
        self.some(canonical_text::real(value));
    }
    fn double(&mut self, value: f64) {
        self.some(canonical_text::double(value));
    }
    fn decimal(&mut self, value: Decimal) {
        self.some(value.to_string());
    }
    fn text(&mut self, value: &str) {
        self.some(value);
    }
    fn bytea(&mut self, value: &[u8]) {
        self.some(canonical_text::bytea(value));
    }
    fn date(&mut self, value: Date) {
        self.some(canonical_text::date(value));
    }
    fn time(&mut self, value: Time) {
        self.some(canonical_text::time(value));
    }
    fn timestamp(&mut self, value: Timestamp) {
        self.some(canonical_text::timestamp(value));
    }
    fn timestamptz(&mut self, value: TimestampTz) {
        self.some(canonical_text::timestamptz(value));
    }
    fn uuid(&mut self, value: Uuid) {
        self.some(canonical_text::uuid(value));
    }
    fn json(&mut self, value: Json<'_>) {
        self.some(value.0);
    }
}
