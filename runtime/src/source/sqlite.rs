//! Rows of a SQLite statement, read in place.

use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use super::{Position, Rows, SourceRow};
use crate::database::sqlite::fault;
use crate::error::{Error, Result};
use crate::info::Column;
use crate::row::Fault;
use crate::spool::PartitionReader;
use crate::value::cell::{Cell, CellRow, Cells};
use crate::value::written::{CellIndex, CellWriter, IndexedCells};

/// The cells of a statement's current row.
#[derive(Clone, Copy)]
pub(crate) struct StatementRow<'r> {
    row: &'r rusqlite::Row<'r>,
}

impl<'r> StatementRow<'r> {
    pub(crate) fn new(row: &'r rusqlite::Row<'r>) -> StatementRow<'r> {
        StatementRow { row }
    }
}

impl<'r> Cells<'r> for StatementRow<'r> {
    #[inline]
    fn cell(&self, index: usize) -> Result<Cell<'r>, Fault> {
        let value = self.row.get_ref(index).map_err(|_| Fault::new("the row has too few columns"))?;
        Ok(match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(bytes) => Cell::Text(std::str::from_utf8(bytes).map_err(|_| Fault::new("text that is not UTF-8"))?),
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        })
    }
}

/// A row of a table or query with its place.
#[derive(Clone, Copy)]
pub(crate) struct SourceCells<C> {
    cells: C,
    line: u64,
    columns: &'static [Column],
}

impl<'r, C: Cells<'r>> Cells<'r> for SourceCells<C> {
    #[inline]
    fn cell(&self, index: usize) -> Result<Cell<'r>, Fault> {
        self.cells.cell(index)
    }
}

/// As [`SourceRow`] asks, whatever holds the cells.
macro_rules! source_row {
    ($([$($life:lifetime),*] $cells:ty),*) => {$(
        impl<$($life),*> SourceRow for SourceCells<$cells> {
            fn position(&self) -> Position {
                Position { file: 0, line: self.line }
            }

            fn json(&self) -> String {
                json(self.columns, &self.cells)
            }

            fn spill(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.line.to_le_bytes());
                self.record(out);
            }

            fn record(&self, out: &mut Vec<u8>) {
                let mut writer = CellWriter::new(out);
                for index in 0..self.columns.len() {
                    // Text that is not UTF-8 cannot be kept; read back as a blob it is of the wrong class, and rejected as such.
                    writer.cell(self.cells.cell(index).unwrap_or(Cell::Blob(b"")));
                }
            }
        }
    )*};
}

source_row! { ['r] StatementRow<'r>, ['i, 'a] IndexedCells<'i, 'a> }

fn json<'r>(columns: &[Column], cells: &impl Cells<'r>) -> String {
    let value = |index| match cells.cell(index) {
        Ok(Cell::Null) => Value::Null,
        Ok(Cell::Integer(value)) => Value::from(value),
        Ok(Cell::Real(value)) => Value::from(value),
        Ok(Cell::Text(text)) => Value::from(text),
        Ok(Cell::Blob(bytes)) => Value::from(crate::value::canonical_text::bytea(bytes)),
        Err(fault) => Value::from(format!("({})", fault.reason)),
    };
    let object: Map<String, Value> = columns.iter().enumerate().map(|(index, column)| (column.name.to_owned(), value(index))).collect();
    Value::Object(object).to_string()
}

/// The rows of a running statement.
pub(crate) struct StatementRows<'s> {
    rows: rusqlite::Rows<'s>,
    line: u64,
    columns: &'static [Column],
}

impl<'s> StatementRows<'s> {
    pub(crate) fn new(rows: rusqlite::Rows<'s>, columns: &'static [Column]) -> StatementRows<'s> {
        StatementRows { rows, line: 0, columns }
    }
}

impl Rows for StatementRows<'_> {
    type Row<'r>
        = CellRow<SourceCells<StatementRow<'r>>>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<Self::Row<'_>>> {
        self.line += 1;
        let row = self.rows.next().map_err(|error| fault(error, "cannot read the source"))?;
        Ok(row.map(|row| CellRow::new(SourceCells { cells: StatementRow::new(row), line: self.line, columns: self.columns })))
    }
}

/// Rows that were spilled to a partition.
pub(crate) struct SpilledRows {
    reader: PartitionReader,
    index: CellIndex,
    columns: &'static [Column],
}

impl SpilledRows {
    pub(crate) fn new(reader: PartitionReader, columns: &'static [Column]) -> SpilledRows {
        SpilledRows { reader, index: CellIndex::default(), columns }
    }
}

impl Rows for SpilledRows {
    type Row<'r>
        = CellRow<SourceCells<IndexedCells<'r, 'r>>>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<Self::Row<'_>>> {
        let Some(frame) = self.reader.next()? else { return Ok(None) };
        let damaged = || Error::failed("a temporary file is damaged");
        let (line, cells) = frame.split_first_chunk().ok_or_else(damaged)?;
        let cells = self.index.scan(cells).map_err(|_| damaged())?;
        Ok(Some(CellRow::new(SourceCells { cells, line: u64::from_le_bytes(*line), columns: self.columns })))
    }
}
