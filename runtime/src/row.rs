//! Rows in and rows out: one [`RowReader`] for every wire format, one [`RowWriter`] for every
//! written form.

use crate::error::Result as Outcome;
use crate::info::Column;
use loadwright_types::{Date, Decimal, Json, Time, Timestamp, TimestampTz, Uuid};

pub use loadwright_types::{Fault, Reject};

/// Reads the cells of one record, decoded in place. `'a` is the record's life: until the next one
/// is read.
///
/// Each method applies the column's reading rules in the spec's order (trim, nulls, parse) and
/// returns `None` for NULL. A value of the wrong class or out of range is an error; nothing is
/// truncated, wrapped or turned into NULL.
pub trait RowReader<'a> {
    /// A `boolean` cell.
    fn boolean(&self, column: &'static Column) -> Result<Option<bool>, Reject>;
    /// A `smallint` cell.
    fn smallint(&self, column: &'static Column) -> Result<Option<i16>, Reject>;
    /// An `integer` cell.
    fn integer(&self, column: &'static Column) -> Result<Option<i32>, Reject>;
    /// A `bigint` cell.
    fn bigint(&self, column: &'static Column) -> Result<Option<i64>, Reject>;
    /// A `real` cell.
    fn real(&self, column: &'static Column) -> Result<Option<f32>, Reject>;
    /// A `double precision` cell.
    fn double(&self, column: &'static Column) -> Result<Option<f64>, Reject>;
    /// A `decimal(p,s)` cell, rounded to the column's scale.
    fn decimal(&self, column: &'static Column) -> Result<Option<Decimal>, Reject>;
    /// A `text`, `varchar(n)` or `char(n)` cell.
    fn text(&self, column: &'static Column) -> Result<Option<&'a str>, Reject>;
    /// A `bytea` cell.
    fn bytea(&self, column: &'static Column) -> Result<Option<&'a [u8]>, Reject>;
    /// A `date` cell.
    fn date(&self, column: &'static Column) -> Result<Option<Date>, Reject>;
    /// A `time` cell.
    fn time(&self, column: &'static Column) -> Result<Option<Time>, Reject>;
    /// A `timestamp` cell.
    fn timestamp(&self, column: &'static Column) -> Result<Option<Timestamp>, Reject>;
    /// A `timestamptz` cell.
    fn timestamptz(&self, column: &'static Column) -> Result<Option<TimestampTz>, Reject>;
    /// A `uuid` cell.
    fn uuid(&self, column: &'static Column) -> Result<Option<Uuid>, Reject>;
    /// A `json` cell, checked to be JSON.
    fn json(&self, column: &'static Column) -> Result<Option<Json<'a>>, Reject>;

    /// A nullable cell of any type.
    ///
    /// # Errors
    /// As the type's own method.
    #[inline]
    fn optional<T: Scalar<'a>>(&self, column: &'static Column) -> Result<Option<T>, Reject>
    where
        Self: Sized,
    {
        T::read(self, column)
    }

    /// A cell of a column that is `not null`.
    ///
    /// # Errors
    /// As the type's own method; NULL is an error too.
    #[inline]
    fn required<T: Scalar<'a>>(&self, column: &'static Column) -> Result<T, Reject>
    where
        Self: Sized,
    {
        T::read(self, column)?.ok_or_else(|| Reject::null(column.name))
    }
}

/// Takes the cells of one row in order.
pub trait RowWriter {
    /// NULL, of whatever type.
    fn null(&mut self);
    /// A `boolean`.
    fn boolean(&mut self, value: bool);
    /// A `smallint`.
    fn smallint(&mut self, value: i16);
    /// An `integer`.
    fn integer(&mut self, value: i32);
    /// A `bigint`.
    fn bigint(&mut self, value: i64);
    /// A `real`.
    fn real(&mut self, value: f32);
    /// A `double precision`.
    fn double(&mut self, value: f64);
    /// A `decimal(p,s)`, already at its column's scale.
    fn decimal(&mut self, value: Decimal);
    /// A `text`, `varchar(n)` or `char(n)`.
    fn text(&mut self, value: &str);
    /// A `bytea`.
    fn bytea(&mut self, value: &[u8]);
    /// A `date`.
    fn date(&mut self, value: Date);
    /// A `time`.
    fn time(&mut self, value: Time);
    /// A `timestamp`.
    fn timestamp(&mut self, value: Timestamp);
    /// A `timestamptz`.
    fn timestamptz(&mut self, value: TimestampTz);
    /// A `uuid`.
    fn uuid(&mut self, value: Uuid);
    /// A `json`.
    fn json(&mut self, value: Json<'_>);

    /// Any cell: a scalar, or an `Option` of one.
    #[inline]
    fn put<T: Field>(&mut self, value: T)
    where
        Self: Sized,
    {
        value.write(self);
    }
}

/// A type of the spec as Rust sees it; implemented by the types of [`crate::value`] and no others.
pub trait Scalar<'a>: Copy + Sized {
    /// Reads one cell.
    ///
    /// # Errors
    /// A value that does not fit.
    fn read<R: RowReader<'a>>(row: &R, column: &'static Column) -> Result<Option<Self>, Reject>;
}

/// What can be written as one cell: every [`Scalar`] and every `Option` of one.
pub trait Field: Copy {
    /// Writes one cell.
    fn write<W: RowWriter>(self, out: &mut W);
}

impl<T: Field> Field for Option<T> {
    #[inline]
    fn write<W: RowWriter>(self, out: &mut W) {
        match self {
            Some(value) => value.write(out),
            None => out.null(),
        }
    }
}

macro_rules! scalars {
    ($($life:lifetime $type:ty => $method:ident),* $(,)?) => {$(
        impl<$life> Scalar<$life> for $type {
            #[inline]
            fn read<R: RowReader<$life>>(row: &R, column: &'static Column) -> Result<Option<Self>, Reject> {
                row.$method(column)
            }
        }
        impl<$life> Field for $type {
            #[inline]
            fn write<W: RowWriter>(self, out: &mut W) {
                out.$method(self);
            }
        }
    )*};
}

scalars! {
    'a bool => boolean, 'a i16 => smallint, 'a i32 => integer, 'a i64 => bigint, 'a f32 => real, 'a f64 => double,
    'a Decimal => decimal, 'a &'a str => text, 'a &'a [u8] => bytea, 'a Date => date, 'a Time => time, 'a Timestamp => timestamp,
    'a TimestampTz => timestamptz, 'a Uuid => uuid, 'a Json<'a> => json,
}

/// A stream of source rows. A row lives until the next is asked for.
pub trait Rows {
    /// One row, readable cell by cell.
    type Row<'r>: RowReader<'r> + SourceRow
    where
        Self: 'r;

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// A source that cannot be read further. A cell that does not fit its type is no such error:
    /// reading that cell says so.
    fn next(&mut self) -> Outcome<Option<Self::Row<'_>>>;
}

/// What the engine asks of a row beside its cells.
pub trait SourceRow {
    /// Where the row stands, for rejects, `source_file()` and `source_line()`.
    fn position(&self) -> Position;

    /// The row's cells as a JSON object, as the source wrote them, for `lw_reject`.
    fn json(&self) -> String;

    /// The record alone, as the source has it: the same bytes wherever it stands.
    fn record(&self, out: &mut Vec<u8>);

    /// The record as it is spilled to a partition, to be read again by the same kind of reader.
    fn spill(&self, out: &mut Vec<u8>);
}

/// Where a source row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Place of the file in the run's list of files; 0 for tables and queries.
    pub file: u32,
    /// Line on which the record begins, from 1; for tables and queries the number of the row in its
    /// chunk, from 1.
    pub line: u64,
}
