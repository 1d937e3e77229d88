//! Rows of a SQLite statement, read in place.

use rusqlite::types::ValueRef;

use super::{Position, Rows, SourceRow};
use crate::error::Result;
use crate::info::Column;
use crate::row::Reject;
use crate::sqlite::fault;
use crate::value::cell::{Cell, CellRow, CellWriter, Cells};

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
    fn cell(&self, index: usize) -> Result<Cell<'r>, Reject> {
        let value = self.row.get_ref(index).map_err(|_| Reject { column: "", value: None, reason: "the row has too few columns".into() })?;
        Ok(match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(bytes) => Cell::Text(
                std::str::from_utf8(bytes).map_err(|_| Reject { column: "", value: None, reason: "text that is not UTF-8".into() })?,
            ),
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        })
    }
}
