//! Cells of SQLite's storage classes, and typed rows read out of them.
//!
//! SQLite stores integers and booleans (0/1) as INTEGER, floating-point numbers as REAL, `bytea` as
//! BLOB and all else as TEXT in its [canonical form](super::canonical_text). A cell of another
//! class is rejected, with four exceptions: INTEGER in a decimal or (where it is exact) a
//! floating-point column, REAL in a decimal column, which is read as it prints; `NaN` as TEXT in a
//! floating-point column, since SQLite has no other way to store it; and the words of a boolean
//! column that names its own.

use super::text::{rules, trimmed};
use super::{
    Date, Decimal, Json, SqlType, Time, Timestamp, TimestampTz, Uuid, canonical_text, parse,
};
use crate::info::Column;
use crate::row::{Fault, Reject, RowReader};
use crate::row::{Position, SourceRow};

/// A value of one of SQLite's storage classes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// NULL
    Null,
    /// INTEGER
    Integer(i64),
    /// REAL
    Real(f64),
    /// TEXT
    Text(&'a str),
    /// BLOB
    Blob(&'a [u8]),
}

/// A record of cells by place.
pub trait Cells<'a> {
    /// The cell at a place, from 0.
    ///
    /// # Errors
    /// TEXT that is not valid UTF-8; a place that the record does not have.
    fn cell(&self, index: usize) -> Result<Cell<'a>, Fault>;
}

impl<'a, C: Cells<'a> + ?Sized> Cells<'a> for &C {
    #[inline]
    fn cell(&self, index: usize) -> Result<Cell<'a>, Fault> {
        (**self).cell(index)
    }
}

impl<'a> Cells<'a> for [Cell<'a>] {
    #[inline]
    fn cell(&self, index: usize) -> Result<Cell<'a>, Fault> {
        self.get(index).copied().ok_or_else(no_such_cell)
    }
}

/// TEXT that SQLite keeps, and no one can read.
#[cold]
pub(crate) fn not_utf8(bytes: &[u8]) -> Fault {
    parse::fault_of_bytes(bytes, "text that is not UTF-8")
}

#[cold]
pub(super) fn no_such_cell() -> Fault {
    Fault::new("the record has no such cell")
}

/// Reads typed values from cells. The column's `trim`, `nulls` and `format` apply to TEXT.
#[derive(Debug, Clone, Copy)]
pub struct CellRow<C> {
    /// The record.
    pub cells: C,
    /// Place of the row's first cell: several typed rows can stand in one record.
    pub base: usize,
}

/// Why a cell is not of its column's type.
enum Mismatch {
    Class,
    Value(Fault),
}

impl From<Fault> for Mismatch {
    fn from(fault: Fault) -> Mismatch {
        Mismatch::Value(fault)
    }
}

impl<'a, C: Cells<'a>> CellRow<C> {
    /// The row whose first cell is the record's first.
    #[inline]
    pub const fn new(cells: C) -> CellRow<C> {
        CellRow { cells, base: 0 }
    }

    /// The row whose first cell stands at `base`.
    #[inline]
    pub const fn behind(cells: C, base: usize) -> CellRow<C> {
        CellRow { cells, base }
    }

    #[inline]
    fn value<T>(
        &self,
        column: &'static Column,
        decode: impl FnOnce(Cell<'a>) -> Result<T, Mismatch>,
    ) -> Result<Option<T>, Reject> {
        let stored = self
            .cells
            .cell(self.base + column.index)
            .map_err(|fault| fault.at(column.name))?;
        let cell = match stored {
            Cell::Null => return Ok(None),
            Cell::Text(text) => {
                let text = trimmed(text, column.trim);
                if column.nulls.contains(&text) {
                    return Ok(None);
                }
                Cell::Text(text)
            }
            cell => cell,
        };
        decode(cell)
            .map(Some)
            .map_err(|mismatch| rejected(stored, column, mismatch))
    }

    /// A value that is stored as TEXT only.
    #[inline]
    fn stored_text<T>(
        &self,
        column: &'static Column,
        parse: impl FnOnce(&'a str) -> Result<T, Fault>,
    ) -> Result<Option<T>, Reject> {
        self.value(column, |cell| match cell {
            Cell::Text(text) => Ok(parse(text)?),
            _ => Err(Mismatch::Class),
        })
    }

    #[inline]
    fn integer_as<T: TryFrom<i64>>(&self, column: &'static Column) -> Result<Option<T>, Reject> {
        self.value(column, |cell| match cell {
            Cell::Integer(value) => {
                T::try_from(value).map_err(|_| Mismatch::Value(out_of_range(column.ty)))
            }
            _ => Err(Mismatch::Class),
        })
    }
}

#[cold]
fn rejected(cell: Cell<'_>, column: &'static Column, mismatch: Mismatch) -> Reject {
    let reason = match mismatch {
        Mismatch::Value(fault) => fault.reason,
        Mismatch::Class => wrong_class(cell, column.ty).into(),
    };
    // The value is told as the source has it, not as far as it could be read.
    let fault = match cell {
        Cell::Null => Fault::new(reason),
        Cell::Integer(value) => Fault::of(value, reason),
        Cell::Real(value) => Fault::of(canonical_text::double(value), reason),
        Cell::Text(text) => parse::fault(text, reason),
        Cell::Blob(bytes) => parse::fault(
            &canonical_text::bytea(&bytes[..bytes.len().min(parse::VALUE_CHARS_MAX)]),
            reason,
        ),
    };
    fault.at(column.name)
}

fn wrong_class(cell: Cell<'_>, ty: SqlType) -> String {
    let class = match cell {
        Cell::Null => "a NULL",
        Cell::Integer(_) => "an INTEGER",
        Cell::Real(_) => "a REAL",
        Cell::Text(_) => "a TEXT",
        Cell::Blob(_) => "a BLOB",
    };
    let article = if ty == SqlType::Integer { "an" } else { "a" };
    format!("{class} value in {article} {ty} column")
}

#[cold]
fn out_of_range(ty: SqlType) -> Fault {
    Fault::new(format!("out of range for {ty}"))
}

/// The integer as a floating-point number, if that is the same number.
fn exactly(value: i64, largest_exact: i64) -> Result<f64, Mismatch> {
    if (-largest_exact..=largest_exact).contains(&value) {
        Ok(value as f64)
    } else {
        Err(Mismatch::Value(Fault::new(
            "an INTEGER value that a floating-point column does not hold exactly",
        )))
    }
}

impl<'a, C: Cells<'a>> RowReader<'a> for CellRow<C> {
    #[inline]
    fn boolean(&self, column: &'static Column) -> Result<Option<bool>, Reject> {
        self.value(column, |cell| match cell {
            Cell::Integer(0) => Ok(false),
            Cell::Integer(1) => Ok(true),
            Cell::Integer(_) => Err(Mismatch::Value(Fault::new(
                "neither 0 nor 1 in a boolean column",
            ))),
            Cell::Text(text) if column.booleans.is_some() => Ok(rules::boolean(text, column)?),
            _ => Err(Mismatch::Class),
        })
    }

    #[inline]
    fn smallint(&self, column: &'static Column) -> Result<Option<i16>, Reject> {
        self.integer_as(column)
    }

    #[inline]
    fn integer(&self, column: &'static Column) -> Result<Option<i32>, Reject> {
        self.integer_as(column)
    }

    #[inline]
    fn bigint(&self, column: &'static Column) -> Result<Option<i64>, Reject> {
        self.integer_as(column)
    }

    fn real(&self, column: &'static Column) -> Result<Option<f32>, Reject> {
        self.value(column, |cell| match cell {
            Cell::Real(value) => {
                let single = value as f32;
                // As PostgreSQL: rounded, but neither to infinity nor to zero.
                let lost =
                    (single.is_infinite() && value.is_finite()) || (single == 0.0 && value != 0.0);
                if lost {
                    Err(Mismatch::Value(out_of_range(column.ty)))
                } else {
                    Ok(single)
                }
            }
            Cell::Integer(value) => Ok(exactly(value, 1 << f32::MANTISSA_DIGITS)? as f32),
            Cell::Text("NaN") => Ok(f32::NAN),
            _ => Err(Mismatch::Class),
        })
    }

    fn double(&self, column: &'static Column) -> Result<Option<f64>, Reject> {
        self.value(column, |cell| match cell {
            Cell::Real(value) => Ok(value),
            Cell::Integer(value) => exactly(value, 1 << f64::MANTISSA_DIGITS),
            Cell::Text("NaN") => Ok(f64::NAN),
            _ => Err(Mismatch::Class),
        })
    }

    fn decimal(&self, column: &'static Column) -> Result<Option<Decimal>, Reject> {
        self.value(column, |cell| match (cell, column.ty) {
            (Cell::Text(text), _) => Ok(rules::decimal(text, column)?),
            (Cell::Integer(value), SqlType::Decimal { precision, scale }) => {
                Ok(Decimal::from(value).at_scale(precision, scale)?)
            }
            (Cell::Integer(value), _) => Ok(Decimal::from(value)),
            // What a column of numeric affinity makes of 12.34: the digits that tell this number
            // from any other are those that were written.
            (Cell::Real(value), SqlType::Decimal { precision, scale }) => Ok(Decimal::parse_at(
                &canonical_text::double(value),
                b'.',
                precision,
                scale,
            )?),
            (Cell::Real(value), _) => Ok(Decimal::parse(&canonical_text::double(value))?),
            _ => Err(Mismatch::Class),
        })
    }

    #[inline]
    fn text(&self, column: &'static Column) -> Result<Option<&'a str>, Reject> {
        self.stored_text(column, |text| rules::text(text, column))
    }

    #[inline]
    fn bytea(&self, column: &'static Column) -> Result<Option<&'a [u8]>, Reject> {
        self.value(column, |cell| match cell {
            Cell::Blob(value) => Ok(value),
            _ => Err(Mismatch::Class),
        })
    }

    #[inline]
    fn date(&self, column: &'static Column) -> Result<Option<Date>, Reject> {
        self.stored_text(column, |text| rules::date(text, column))
    }

    #[inline]
    fn time(&self, column: &'static Column) -> Result<Option<Time>, Reject> {
        self.stored_text(column, |text| rules::time(text, column))
    }

    #[inline]
    fn timestamp(&self, column: &'static Column) -> Result<Option<Timestamp>, Reject> {
        self.stored_text(column, |text| rules::timestamp(text, column))
    }

    #[inline]
    fn timestamptz(&self, column: &'static Column) -> Result<Option<TimestampTz>, Reject> {
        self.stored_text(column, |text| rules::timestamptz(text, column))
    }

    #[inline]
    fn uuid(&self, column: &'static Column) -> Result<Option<Uuid>, Reject> {
        self.stored_text(column, parse::uuid)
    }

    #[inline]
    fn json(&self, column: &'static Column) -> Result<Option<Json<'a>>, Reject> {
        self.stored_text(column, |text| parse::json(text).map(Json))
    }
}

impl<C: SourceRow> SourceRow for CellRow<C> {
    fn position(&self) -> Position {
        self.cells.position()
    }

    fn json(&self) -> String {
        self.cells.json()
    }

    fn record(&self, out: &mut Vec<u8>) {
        self.cells.record(out);
    }

    fn spill(&self, out: &mut Vec<u8>) {
        self.cells.spill(out);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::info::Trim;
    use crate::row::Scalar;

    const fn column(ty: SqlType) -> Column {
        Column::stored("c", 0, ty)
    }

    fn read<'a, T: Scalar<'a>>(
        cell: Cell<'a>,
        column: &'static Column,
    ) -> Result<Option<T>, (String, String)> {
        let cells = [cell];
        let value = T::read(&CellRow::new(&cells[..]), column);
        value.map_err(|reject| (reject.reason.into_owned(), reject.value.unwrap_or_default()))
    }

    fn refused(reason: &str, value: &str) -> (String, String) {
        (reason.to_owned(), value.to_owned())
    }

    #[test]
    fn a_class_that_is_not_the_columns_is_refused() {
        static INTEGER: Column = column(SqlType::Integer);
        static TEXT: Column = column(SqlType::Text);
        static DECIMAL: Column = column(SqlType::Decimal {
            precision: 8,
            scale: 1,
        });
        static BYTEA: Column = column(SqlType::Bytea);
        static DATE: Column = column(SqlType::Date);
        static BOOLEAN: Column = column(SqlType::Boolean);
        assert_eq!(
            read::<i32>(Cell::Text("7"), &INTEGER).unwrap_err(),
            refused("a TEXT value in an integer column", "7")
        );
        assert_eq!(
            read::<i32>(Cell::Real(7.0), &INTEGER).unwrap_err(),
            refused("a REAL value in an integer column", "7")
        );
        assert_eq!(
            read::<&str>(Cell::Integer(7), &TEXT).unwrap_err(),
            refused("an INTEGER value in a text column", "7")
        );
        assert_eq!(
            read::<Decimal>(Cell::Blob(&[1]), &DECIMAL).unwrap_err(),
            refused("a BLOB value in a decimal(8,1) column", "\\x01")
        );
        assert_eq!(
            read::<&[u8]>(Cell::Text("a"), &BYTEA).unwrap_err(),
            refused("a TEXT value in a bytea column", "a")
        );
        assert_eq!(
            read::<Date>(Cell::Blob(&[1]), &DATE).unwrap_err(),
            refused("a BLOB value in a date column", "\\x01")
        );
        assert_eq!(
            read::<bool>(Cell::Text("t"), &BOOLEAN).unwrap_err(),
            refused("a TEXT value in a boolean column", "t")
        );
        assert_eq!(
            read::<bool>(Cell::Integer(2), &BOOLEAN).unwrap_err(),
            refused("neither 0 nor 1 in a boolean column", "2")
        );
    }

    #[test]
    fn numbers_are_checked_and_never_changed() {
        static SMALLINT: Column = column(SqlType::SmallInt);
        static REAL: Column = column(SqlType::Real);
        static DOUBLE: Column = column(SqlType::Double);
        static DECIMAL: Column = column(SqlType::Decimal {
            precision: 3,
            scale: 1,
        });
        assert_eq!(
            read::<i16>(Cell::Integer(32_768), &SMALLINT).unwrap_err(),
            refused("out of range for smallint", "32768")
        );
        assert_eq!(
            read::<i16>(Cell::Integer(-32_768), &SMALLINT).unwrap(),
            Some(i16::MIN)
        );
        assert_eq!(
            read::<f32>(Cell::Real(1e300), &REAL).unwrap_err(),
            refused("out of range for real", "1e+300")
        );
        assert_eq!(read::<f32>(Cell::Real(0.1), &REAL).unwrap(), Some(0.1));
        assert_eq!(
            read::<f64>(Cell::Integer(1 << 53), &DOUBLE).unwrap(),
            Some(9_007_199_254_740_992.0)
        );
        assert!(read::<f64>(Cell::Integer((1 << 53) + 1), &DOUBLE).is_err());
        assert!(
            read::<f64>(Cell::Text("NaN"), &DOUBLE)
                .unwrap()
                .unwrap()
                .is_nan()
        );
        assert_eq!(
            read::<Decimal>(Cell::Integer(44), &DECIMAL)
                .unwrap()
                .unwrap()
                .to_string(),
            "44.0"
        );
        assert_eq!(
            read::<Decimal>(Cell::Integer(100), &DECIMAL).unwrap_err(),
            refused("out of range for decimal(3,1)", "100")
        );
        assert_eq!(
            read::<Decimal>(Cell::Real(f64::INFINITY), &DECIMAL)
                .unwrap_err()
                .1,
            "Infinity"
        );
        assert_eq!(
            read::<Decimal>(Cell::Real(1e300), &DECIMAL).unwrap_err(),
            refused("out of range for decimal(3,1)", "1e+300")
        );
        for (value, digits) in [
            (0.1, "0.1"),
            (1.05, "1.1"),
            (-12.34, "-12.3"),
            (2.5e-7, "0.0"),
            (99.9, "99.9"),
        ] {
            assert_eq!(
                read::<Decimal>(Cell::Real(value), &DECIMAL)
                    .unwrap()
                    .unwrap()
                    .to_string(),
                digits
            );
        }
        assert_eq!(
            read::<Decimal>(Cell::Text("44.05"), &DECIMAL)
                .unwrap()
                .unwrap()
                .to_string(),
            "44.1"
        );
    }

    #[test]
    fn the_columns_rules_apply_to_text() {
        static TEXT: Column = column(SqlType::Text);
        static NA: Column = Column {
            nulls: &["NA"],
            trim: Trim::Both,
            ..column(SqlType::Varchar(3))
        };
        static DAY: Column = Column {
            format: "%d.%m.%Y",
            ..column(SqlType::Date)
        };
        static YES_NO: Column = Column {
            booleans: Some(("J", "N")),
            ..column(SqlType::Boolean)
        };
        assert_eq!(
            read::<&str>(Cell::Text(""), &TEXT).unwrap().map(str::len),
            Some(0)
        );
        assert_eq!(
            read::<&str>(Cell::Text(" NA "), &NA).unwrap().map(str::len),
            None
        );
        assert_eq!(
            read::<&str>(Cell::Text(" abc "), &NA)
                .unwrap()
                .map(str::len),
            Some(3)
        );
        assert_eq!(
            read::<Date>(Cell::Text("31.01.2013"), &DAY)
                .unwrap()
                .unwrap()
                .to_string(),
            "2013-01-31"
        );
        assert_eq!(read::<bool>(Cell::Text("N"), &YES_NO).unwrap(), Some(false));
        assert_eq!(read::<bool>(Cell::Integer(1), &YES_NO).unwrap(), Some(true));
        assert_eq!(
            read::<bool>(Cell::Text("j"), &YES_NO).unwrap_err(),
            refused("neither `J` nor `N`", "j")
        );
        assert_eq!(read::<Date>(Cell::Null, &DAY).unwrap(), None);
    }

    #[test]
    fn several_rows_stand_in_one_record() {
        static INTEGER: Column = column(SqlType::BigInt);
        let cells = [Cell::Integer(1), Cell::Integer(2)];
        assert_eq!(
            CellRow::behind(&cells[..], 1).bigint(&INTEGER).unwrap(),
            Some(2)
        );
        assert_eq!(
            CellRow::behind(&cells[..], 2)
                .bigint(&INTEGER)
                .unwrap_err()
                .reason,
            "the record has no such cell"
        );
    }
}
