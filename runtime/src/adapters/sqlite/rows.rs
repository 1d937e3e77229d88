//! Rows of a SQLite statement, read in place.

use rusqlite::types::ValueRef;

use crate::adapters::sqlite::session::fault;
use crate::error::{Error, Result};
use crate::info::Column;
use crate::row::Fault;
use crate::source::json::RowJson;
use crate::source::{Position, Rows, SourceRow};
use crate::spool::PartitionReader;
use crate::value::canonical_text;
use crate::value::cell::{Cell, CellRow, Cells, not_utf8};
use crate::value::written::{CellIndex, CellWriter, IndexedCells, RawCell};

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
        let value = self
            .row
            .get_ref(index)
            .map_err(|_| Fault::new("the row has too few columns"))?;
        Ok(match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(bytes) => {
                Cell::Text(std::str::from_utf8(bytes).map_err(|_| not_utf8(bytes))?)
            }
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        })
    }
}

/// Cells as they are stored, whether their text is valid or not; of a place that is not there,
/// NULL.
trait RawCells<'r> {
    fn raw(&self, index: usize) -> RawCell<'r>;
}

impl<'r> RawCells<'r> for StatementRow<'r> {
    fn raw(&self, index: usize) -> RawCell<'r> {
        match self.row.get_ref(index) {
            Err(_) | Ok(ValueRef::Null) => RawCell::Null,
            Ok(ValueRef::Integer(value)) => RawCell::Integer(value),
            Ok(ValueRef::Real(value)) => RawCell::Real(value),
            Ok(ValueRef::Text(bytes)) => RawCell::Text(bytes),
            Ok(ValueRef::Blob(bytes)) => RawCell::Blob(bytes),
        }
    }
}

impl<'a> RawCells<'a> for IndexedCells<'_, 'a> {
    fn raw(&self, index: usize) -> RawCell<'a> {
        self.raw_cell(index).unwrap_or(RawCell::Null)
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
                    writer.raw(self.cells.raw(index));
                }
            }
        }
    )*};
}

source_row! { ['r] StatementRow<'r>, ['i, 'a] IndexedCells<'i, 'a> }

fn json<'r>(columns: &[Column], cells: &impl RawCells<'r>) -> String {
    let mut row = RowJson::new();
    for (index, column) in columns.iter().enumerate() {
        match cells.raw(index) {
            RawCell::Null => row.null(column.name),
            RawCell::Integer(value) => row.plain(column.name, &value.to_string()),
            RawCell::Real(value) => row.number(column.name, &canonical_text::double(value)),
            RawCell::Text(bytes) => row.text(column.name, &String::from_utf8_lossy(bytes)),
            RawCell::Blob(bytes) => row.text(column.name, &canonical_text::bytea(bytes)),
        }
    }
    row.finish()
}

/// The rows of a running statement.
pub(crate) struct StatementRows<'s> {
    rows: rusqlite::Rows<'s>,
    line: u64,
    columns: &'static [Column],
}

impl<'s> StatementRows<'s> {
    pub(crate) fn new(rows: rusqlite::Rows<'s>, columns: &'static [Column]) -> StatementRows<'s> {
        StatementRows {
            rows,
            line: 0,
            columns,
        }
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
        let row = self
            .rows
            .next()
            .map_err(|error| fault(error, "cannot read the source"))?;
        Ok(row.map(|row| {
            CellRow::new(SourceCells {
                cells: StatementRow::new(row),
                line: self.line,
                columns: self.columns,
            })
        }))
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
        SpilledRows {
            reader,
            index: CellIndex::default(),
            columns,
        }
    }
}

impl Rows for SpilledRows {
    type Row<'r>
        = CellRow<SourceCells<IndexedCells<'r, 'r>>>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<Self::Row<'_>>> {
        let Some(frame) = self.reader.next()? else {
            return Ok(None);
        };
        let damaged = || Error::failed("a temporary file is damaged");
        let (line, cells) = frame.split_first_chunk().ok_or_else(damaged)?;
        let cells = self.index.scan(cells).map_err(|_| damaged())?;
        Ok(Some(CellRow::new(SourceCells {
            cells,
            line: u64::from_le_bytes(*line),
            columns: self.columns,
        })))
    }
}
