//! The spec's reading rules for text cells: trim, nulls, parse.

use bumpalo::Bump;

use super::{Date, Decimal, Json, SqlType, Time, Timestamp, TimestampTz, Uuid, parse};
use crate::info::{Column, Trim};
use crate::row::{Fault, Reject, RowReader};
use crate::source::{Position, SourceRow};

/// A record of text cells, as a CSV file has them. [`Text`] reads typed values out of one.
pub trait TextCells<'a> {
    /// The column's cell as it is written; `None` where the record has no such column: NULL.
    ///
    /// # Errors
    /// Text that is not valid in its encoding; a record that lacks the field though it should have it.
    fn cell(&self, column: &'static Column) -> Result<Option<TextCell<'a>>, Reject>;

    /// Memory that lives as long as the record, for decoded `bytea`.
    fn arena(&self) -> &'a Bump;
}

/// One cell of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextCell<'a> {
    /// The text, without its quotes.
    pub text: &'a str,
    /// It was quoted: never one of the texts that mean NULL.
    pub quoted: bool,
}

/// Reads typed values from text cells.
#[derive(Debug, Clone, Copy)]
pub struct Text<C>(pub C);

impl<'a, C: TextCells<'a>> Text<C> {
    /// The cell's value: NULL, or what `parse` makes of the text.
    #[inline]
    fn value<T>(&self, column: &'static Column, parse: impl FnOnce(&'a str) -> Result<T, Fault>) -> Result<Option<T>, Reject> {
        let Some(cell) = self.0.cell(column)? else { return Ok(None) };
        let text = trimmed(cell.text, column.trim);
        if !cell.quoted && column.nulls.contains(&text) {
            return Ok(None);
        }
        parse(text).map(Some).map_err(|fault| fault.at(column.name))
    }
}

/// The text without the white space (Unicode's) that the column does not want.
#[inline]
pub(crate) fn trimmed(text: &str, trim: Trim) -> &str {
    match trim {
        Trim::None => text,
        Trim::Both => text.trim(),
        Trim::Right => text.trim_end(),
    }
}

/// What is left of each type's reading rules once trim and nulls are done.
pub(crate) mod rules {
    use super::*;

    pub(crate) fn boolean(text: &str, column: &Column) -> Result<bool, Fault> {
        match column.booleans {
            Some(words) => parse::boolean_of(text, words),
            None => parse::boolean(text),
        }
    }

    pub(crate) fn decimal(text: &str, column: &Column) -> Result<Decimal, Fault> {
        let SqlType::Decimal { precision, scale } = column.ty else { return Decimal::parse(text) };
        Decimal::parse_at(text, column.decimal_mark, precision, scale)
    }

    #[inline]
    pub(crate) fn text<'a>(text: &'a str, column: &Column) -> Result<&'a str, Fault> {
        match column.ty {
            SqlType::Varchar(length) => parse::varchar(text, length),
            SqlType::Char(length) => parse::char(text, length),
            _ => parse::text(text),
        }
    }

    pub(crate) fn date(text: &str, column: &Column) -> Result<Date, Fault> {
        if column.format.is_empty() { parse::date(text) } else { parse::date_in_format(text, column.format) }
    }

    pub(crate) fn time(text: &str, column: &Column) -> Result<Time, Fault> {
        if column.format.is_empty() { parse::time(text) } else { parse::time_in_format(text, column.format) }
    }

    pub(crate) fn timestamp(text: &str, column: &Column) -> Result<Timestamp, Fault> {
        if column.format.is_empty() { parse::timestamp(text) } else { parse::timestamp_in_format(text, column.format) }
    }

    pub(crate) fn timestamptz(text: &str, column: &Column) -> Result<TimestampTz, Fault> {
        if column.format.is_empty() {
            parse::timestamptz(text, column.timezone)
        } else {
            parse::timestamptz_in_format(text, column.format, column.timezone)
        }
    }
}

impl<'a, C: TextCells<'a>> RowReader<'a> for Text<C> {
    #[inline]
    fn boolean(&self, column: &'static Column) -> Result<Option<bool>, Reject> {
        self.value(column, |text| rules::boolean(text, column))
    }

    #[inline]
    fn smallint(&self, column: &'static Column) -> Result<Option<i16>, Reject> {
        self.value(column, parse::smallint)
    }

    #[inline]
    fn integer(&self, column: &'static Column) -> Result<Option<i32>, Reject> {
        self.value(column, parse::integer)
    }

    #[inline]
    fn bigint(&self, column: &'static Column) -> Result<Option<i64>, Reject> {
        self.value(column, parse::bigint)
    }

    #[inline]
    fn real(&self, column: &'static Column) -> Result<Option<f32>, Reject> {
        self.value(column, |text| parse::real(text, column.decimal_mark))
    }

    #[inline]
    fn double(&self, column: &'static Column) -> Result<Option<f64>, Reject> {
        self.value(column, |text| parse::double(text, column.decimal_mark))
    }

    #[inline]
    fn decimal(&self, column: &'static Column) -> Result<Option<Decimal>, Reject> {
        self.value(column, |text| rules::decimal(text, column))
    }

    #[inline]
    fn text(&self, column: &'static Column) -> Result<Option<&'a str>, Reject> {
        self.value(column, |text| rules::text(text, column))
    }

    #[inline]
    fn bytea(&self, column: &'static Column) -> Result<Option<&'a [u8]>, Reject> {
        self.value(column, |text| parse::bytea(text, self.0.arena()))
    }

    #[inline]
    fn date(&self, column: &'static Column) -> Result<Option<Date>, Reject> {
        self.value(column, |text| rules::date(text, column))
    }

    #[inline]
    fn time(&self, column: &'static Column) -> Result<Option<Time>, Reject> {
        self.value(column, |text| rules::time(text, column))
    }

    #[inline]
    fn timestamp(&self, column: &'static Column) -> Result<Option<Timestamp>, Reject> {
        self.value(column, |text| rules::timestamp(text, column))
    }

    #[inline]
    fn timestamptz(&self, column: &'static Column) -> Result<Option<TimestampTz>, Reject> {
        self.value(column, |text| rules::timestamptz(text, column))
    }

    #[inline]
    fn uuid(&self, column: &'static Column) -> Result<Option<Uuid>, Reject> {
        self.value(column, parse::uuid)
    }

    #[inline]
    fn json(&self, column: &'static Column) -> Result<Option<Json<'a>>, Reject> {
        self.value(column, |text| parse::json(text).map(Json))
    }
}

impl<C: SourceRow> SourceRow for Text<C> {
    fn position(&self) -> Position {
        self.0.position()
    }

    fn json(&self) -> String {
        self.0.json()
    }

    fn spill(&self, out: &mut Vec<u8>) {
        self.0.spill(out);
    }
}
