//! Rows of the target as its database gives them.

use crate::error::Result;
#[cfg(feature = "postgres")]
use crate::info::{Column, SqlType};
#[cfg(feature = "postgres")]
use crate::postgres::CopyOut;
use crate::row::{Fault, RowReader};
#[cfg(feature = "postgres")]
use crate::source::postgres::Tuples;
#[cfg(feature = "sqlite")]
use crate::source::sqlite::StatementRow;
#[cfg(feature = "sqlite")]
use crate::value::cell::{Cell, CellRow, Cells};
#[cfg(feature = "postgres")]
use crate::value::copy::{CopyIndex, CopyRow, Kind};
use crate::value::form::Form;

/// A stream of the target's rows.
pub(crate) enum SliceRows<'s> {
    #[cfg(feature = "sqlite")]
    Statement(StatementSlice<'s>),
    #[cfg(feature = "postgres")]
    Copy(CopySlice<'s>),
}

/// The same, of one database. A row lives until the next is asked for.
pub(super) trait StoredRows {
    /// One row.
    type Row<'r>: Stored<'r>
    where
        Self: 'r;

    /// The next row, or `None` behind the last.
    fn next(&mut self) -> Result<Option<Self::Row<'_>>>;
}

/// Rows of a running statement.
#[cfg(feature = "sqlite")]
pub(crate) struct StatementSlice<'s> {
    pub(super) rows: rusqlite::Rows<'s>,
    pub(super) table: String,
}

#[cfg(feature = "sqlite")]
impl StoredRows for StatementSlice<'_> {
    type Row<'r>
        = StatementRow<'r>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<StatementRow<'_>>> {
        let row = self.rows.next().map_err(|error| super::unread(error, &self.table))?;
        Ok(row.map(StatementRow::new))
    }
}

/// Rows of a COPY stream.
#[cfg(feature = "postgres")]
pub(crate) struct CopySlice<'s> {
    tuples: Tuples<CopyOut<'s>>,
    index: CopyIndex,
    kinds: Vec<Kind>,
}

#[cfg(feature = "postgres")]
impl<'s> CopySlice<'s> {
    pub(super) fn new(stream: CopyOut<'s>, kinds: Vec<Kind>) -> CopySlice<'s> {
        CopySlice { tuples: Tuples::new(stream), index: CopyIndex::default(), kinds }
    }
}

#[cfg(feature = "postgres")]
impl StoredRows for CopySlice<'_> {
    type Row<'r>
        = CopyRow<'r>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<CopyRow<'_>>> {
        let Some(tuple) = self.tuples.next(&mut self.index)? else { return Ok(None) };
        Ok(Some(CopyRow::new(tuple, &self.index, &self.kinds)))
    }
}

/// What a slice asks of a stored row.
pub(super) trait Stored<'r>: Copy {
    /// Form of the rows that its database is given.
    const FORM: Form;
    /// The typed row that begins at a column.
    fn typed(self, base: usize) -> impl RowReader<'r>;
    /// Whether a column is NULL.
    fn is_null(self, index: usize) -> Result<bool, Fault>;
    /// The row hash.
    fn hash(self, index: usize) -> Result<Option<&'r [u8]>, Fault>;
    /// Appends the start of a version as stored, where the column holds one.
    fn start(self, index: usize, out: &mut Vec<u8>) -> Result<(), Fault>;
    /// A flag; `None`: the table has none, and nothing is sent for it.
    fn flag(self, index: usize) -> Result<Option<bool>, Fault>;
}

#[cfg(feature = "sqlite")]
impl<'r> Stored<'r> for StatementRow<'r> {
    const FORM: Form = Form::Cells;

    fn typed(self, base: usize) -> impl RowReader<'r> {
        CellRow::behind(self, base)
    }

    fn is_null(self, index: usize) -> Result<bool, Fault> {
        Ok(self.cell(index)? == Cell::Null)
    }

    fn hash(self, index: usize) -> Result<Option<&'r [u8]>, Fault> {
        Ok(match self.cell(index)? {
            Cell::Blob(bytes) => Some(bytes),
            _ => None,
        })
    }

    fn start(self, index: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        if let Cell::Text(start) = self.cell(index)? {
            out.extend_from_slice(start.as_bytes());
        }
        Ok(())
    }

    fn flag(self, index: usize) -> Result<Option<bool>, Fault> {
        let cell = self.cell(index)?;
        Ok((cell != Cell::Null).then(|| cell == Cell::Integer(1)))
    }
}

#[cfg(feature = "postgres")]
impl<'r> Stored<'r> for CopyRow<'r> {
    const FORM: Form = Form::Copy;

    fn typed(self, base: usize) -> impl RowReader<'r> {
        self.behind(base)
    }

    fn is_null(self, index: usize) -> Result<bool, Fault> {
        Ok(self.field(index).is_none())
    }

    fn hash(self, index: usize) -> Result<Option<&'r [u8]>, Fault> {
        Ok(self.field(index))
    }

    /// Only of dates: nothing else can be equal to the effective time.
    fn start(self, index: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        static DATE: Column = Column::stored("valid_from", 0, SqlType::Date);
        if self.kind(index) == Kind::Date
            && let Ok(Some(date)) = self.behind(index).date(&DATE)
        {
            out.extend_from_slice(date.to_string().as_bytes());
        }
        Ok(())
    }

    fn flag(self, index: usize) -> Result<Option<bool>, Fault> {
        Ok(self.field(index).map(|field| field == [1]))
    }
}
