//! The spec's reading rules for text cells: trim, nulls, parse.

use bumpalo::Bump;

use super::{Date, Decimal, Json, SqlType, Time, Timestamp, TimestampTz, Uuid, parse};
use crate::info::{Column, Trim};
use crate::row::{Fault, Reject, RowReader};
use crate::row::{Position, SourceRow};

/// A record of text cells, as a CSV file has them. [`Text`] reads typed values out of one.
pub trait TextCells<'a> {
    /// The column's cell as it is written; `None` where the record has no such column: NULL.
    ///
    /// # Errors
    /// Text that is not valid in its encoding; a record that lacks the field though it should have
    /// it.
    fn cell(&self, column: &'static Column) -> Result<Option<TextCell<'a>>, Reject>;

    /// Memory that lives as long as the record, for decoded `bytea`.
    fn arena(&self) -> &'a Bump;
}

/// One cell of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextCell<'a> {
    /// The text, without its quotes.
    pub text: &'a str,
    /// It was quoted: one of the texts that mean NULL only where the column says so.
    pub quoted: bool,
}

/// Reads typed values from text cells.
#[derive(Debug, Clone, Copy)]
pub struct Text<C>(pub C);

impl<'a, C: TextCells<'a>> Text<C> {
    /// The cell's value: NULL, or what `read` makes of the text.
    #[inline]
    fn value<T>(
        &self,
        column: &'static Column,
        read: impl FnOnce(&'a str) -> Result<T, Fault>,
    ) -> Result<Option<T>, Reject> {
        let Some(cell) = self.0.cell(column)? else {
            return Ok(None);
        };
        let text = trimmed(cell.text, column.trim);
        if (!cell.quoted || column.quoted_nulls) && column.nulls.contains(&text) {
            return Ok(None);
        }
        read(text).map(Some).map_err(|fault| {
            let is_quoted_null = cell.quoted && column.nulls.contains(&text);
            // The value is told as the source has it, not as far as it could be read.
            let mut reject = parse::fault(cell.text, fault.reason).at(column.name);
            if is_quoted_null {
                reject.reason = format!(
                    "{}; it is quoted, and so not NULL (`quoted_nulls: true` reads it as NULL)",
                    reject.reason
                )
                .into();
            }
            reject
        })
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
        let SqlType::Decimal { precision, scale } = column.ty else {
            return Decimal::parse(text);
        };
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
        if column.format.is_empty() {
            parse::date(text)
        } else {
            parse::date_in_format(text, column.format)
        }
    }

    pub(crate) fn time(text: &str, column: &Column) -> Result<Time, Fault> {
        if column.format.is_empty() {
            parse::time(text)
        } else {
            parse::time_in_format(text, column.format)
        }
    }

    pub(crate) fn timestamp(text: &str, column: &Column) -> Result<Timestamp, Fault> {
        if column.format.is_empty() {
            parse::timestamp(text)
        } else {
            parse::timestamp_in_format(text, column.format)
        }
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

    fn record(&self, out: &mut Vec<u8>) {
        self.0.record(out);
    }

    fn spill(&self, out: &mut Vec<u8>) {
        self.0.spill(out);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::row::Scalar;

    /// One field, quoted or not; `None`: the file has no such column.
    struct Field<'a>(Option<TextCell<'a>>, &'a Bump);

    impl<'a> TextCells<'a> for Field<'a> {
        fn cell(&self, _: &'static Column) -> Result<Option<TextCell<'a>>, Reject> {
            Ok(self.0)
        }

        fn arena(&self) -> &'a Bump {
            self.1
        }
    }

    fn read<T: for<'a> Scalar<'a>>(
        text: &str,
        quoted: bool,
        column: &'static Column,
    ) -> Result<Option<T>, (String, Option<String>)> {
        let arena = Bump::new();
        let row = Text(Field(Some(TextCell { text, quoted }), &arena));
        row.optional(column)
            .map_err(|reject| (reject.reason.into_owned(), reject.value))
    }

    fn text(text: &str, quoted: bool, column: &'static Column) -> Option<String> {
        let arena = Bump::new();
        Text(Field(Some(TextCell { text, quoted }), &arena))
            .text(column)
            .unwrap()
            .map(str::to_owned)
    }

    #[test]
    fn trim_comes_before_nulls_and_nulls_before_the_type() {
        static PLAIN: Column = Column::new("alt", 0, SqlType::Integer);
        static TRIMMED: Column = Column {
            nulls: &["NA", ""],
            trim: Trim::Both,
            ..Column::new("alt", 0, SqlType::Integer)
        };
        assert_eq!(read::<i32>("1044", false, &PLAIN).unwrap(), Some(1044));
        assert_eq!(read::<i32>("", false, &PLAIN).unwrap(), None);
        assert_eq!(read::<i32>(" NA ", false, &TRIMMED).unwrap(), None);
        assert_eq!(
            read::<i32>("\u{a0}1044\t", false, &TRIMMED).unwrap(),
            Some(1044)
        );
        assert_eq!(read::<i32>("   ", false, &TRIMMED).unwrap(), None);
        assert_eq!(
            read::<i32>(" 1044", false, &PLAIN).unwrap_err(),
            ("not an integer".into(), Some(" 1044".into()))
        );
        assert_eq!(
            read::<i32>("NA", false, &PLAIN).unwrap_err(),
            ("not an integer".into(), Some("NA".into()))
        );
    }

    #[test]
    fn a_quoted_field_is_never_null() {
        static NAME: Column = Column {
            nulls: &["", "NA"],
            trim: Trim::Right,
            ..Column::new("name", 0, SqlType::Text)
        };
        static ALT: Column = Column::new("alt", 0, SqlType::Integer);
        assert_eq!(text("NA ", false, &NAME), None);
        assert_eq!(text("NA ", true, &NAME).as_deref(), Some("NA"));
        assert_eq!(text("", true, &NAME).as_deref(), Some(""));
        assert_eq!(
            text(" Lansdowne ", false, &NAME).as_deref(),
            Some(" Lansdowne")
        );
        assert!(read::<i32>("", true, &ALT).is_err());
    }

    #[test]
    fn a_column_that_the_file_lacks_is_null() {
        static ALT: Column = Column::new("alt", 0, SqlType::Integer);
        let arena = Bump::new();
        let row = Text(Field(None, &arena));
        assert_eq!(row.integer(&ALT).unwrap(), None);
        assert_eq!(row.required::<i32>(&ALT).unwrap_err(), Reject::null("alt"));
    }

    #[test]
    fn the_columns_rules_reach_the_type() {
        static PRICE: Column = Column {
            decimal_mark: b',',
            ..Column::new(
                "p",
                0,
                SqlType::Decimal {
                    precision: 8,
                    scale: 2,
                },
            )
        };
        static RATE: Column = Column {
            decimal_mark: b',',
            ..Column::new("r", 0, SqlType::Double)
        };
        static OPEN: Column = Column {
            booleans: Some(("J", "N")),
            ..Column::new("o", 0, SqlType::Boolean)
        };
        static DAY: Column = Column {
            format: "%d.%m.%Y",
            ..Column::new("d", 0, SqlType::Date)
        };
        static HOUR: Column = Column {
            timezone: "America/New_York",
            ..Column::new("h", 0, SqlType::TimestampTz)
        };
        static CODE: Column = Column::new("c", 0, SqlType::Char(3));
        assert_eq!(
            read::<Decimal>("1044,505", false, &PRICE)
                .unwrap()
                .unwrap()
                .to_string(),
            "1044.51"
        );
        assert_eq!(read::<f64>("-1,5e3", false, &RATE).unwrap(), Some(-1500.0));
        assert_eq!(
            read::<f64>("1.5", false, &RATE).unwrap_err().0,
            "not a number"
        );
        assert_eq!(read::<bool>("J", false, &OPEN).unwrap(), Some(true));
        assert_eq!(
            read::<bool>("true", false, &OPEN).unwrap_err().0,
            "neither `J` nor `N`"
        );
        assert_eq!(
            read::<Date>("31.01.2013", false, &DAY)
                .unwrap()
                .unwrap()
                .to_string(),
            "2013-01-31"
        );
        assert_eq!(
            read::<TimestampTz>("2013-01-31 01:00", false, &HOUR)
                .unwrap()
                .unwrap()
                .to_rfc3339(),
            "2013-01-31T06:00:00+00:00"
        );
        assert_eq!(text("AB ", false, &CODE).as_deref(), Some("AB"));
    }

    #[test]
    fn a_long_value_is_cut_in_the_reject() {
        static CODE: Column = Column::new("c", 0, SqlType::Date);
        let (_, value) = read::<Date>(&"é".repeat(500), false, &CODE).unwrap_err();
        assert_eq!(value.unwrap().chars().count(), 201);
    }
}
