//! Where rows come from: one stream of rows for every kind of source.

#[cfg(feature = "csv")]
pub mod files;
mod json;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use crate::error::Result;
use crate::row::RowReader;

/// A stream of source rows. A row lives until the next is asked for.
pub trait Rows {
    /// One row, readable cell by cell.
    type Row<'r>: RowReader<'r> + SourceRow
    where
        Self: 'r;

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// A source that cannot be read further. A cell that does not fit its type is no such error: reading that cell says so.
    fn next(&mut self) -> Result<Option<Self::Row<'_>>>;
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
    /// Line on which the record begins, from 1; for tables and queries the number of the row in its chunk, from 1.
    pub line: u64,
}
