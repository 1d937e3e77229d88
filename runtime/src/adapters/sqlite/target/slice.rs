//! The target's current rows as SQLite gives them.

use rusqlite::Connection;

use super::super::rows::StatementRow;
use super::super::{Sqlite, form};
use super::SqliteTable;
use crate::database::{Database, Value, identifier};
use crate::diff::Diff;
use crate::error::Result;
use crate::info::Write;
use crate::row::{Fault, RowReader};
use crate::target::slice::{
    Entry, ReadStored, SliceQuery, SliceReader, Step, Stored, StoredRows, TargetRows, unread,
};
use crate::target::table::Table;
use crate::value::cell::{Cell, CellRow, Cells};
use crate::value::written::cells_of;

impl TargetRows for Sqlite {
    type Form = form::Cells;

    fn table() -> Box<dyn Table> {
        Box::new(SqliteTable::default())
    }

    fn stored<V: ReadStored>(
        database: &mut Database,
        query: &SliceQuery<'_>,
        read: V,
    ) -> Result<V::Read> {
        let connection: &mut Connection = database.of()?;
        let table = query.table;
        let mut statement = connection
            .prepare_cached(&query.sql())
            .map_err(|error| unread(error, table))?;
        let rows = statement
            .query(rusqlite::params_from_iter(query.values))
            .map_err(|error| unread(error, table))?;
        read.read(StatementSlice { rows, table })
    }
}

/// Rows of a running statement.
struct StatementSlice<'s> {
    rows: rusqlite::Rows<'s>,
    table: &'s str,
}

impl StoredRows for StatementSlice<'_> {
    type Row<'r>
        = StatementRow<'r>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<StatementRow<'_>>> {
        let row = self
            .rows
            .next()
            .map_err(|error| unread(error, self.table))?;
        Ok(row.map(StatementRow::new))
    }
}

impl<'r> Stored<'r> for StatementRow<'r> {
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

/// Reads the current rows of the keys that the source brought, one by one.
pub(super) fn look_up(
    slices: &SliceReader<'_>,
    database: &mut Database,
    diff: &mut Diff<'_>,
) -> Result<()> {
    let target = slices.target;
    let info = target.info;
    let is_key: Vec<String> = info
        .key
        .iter()
        .map(|place| format!("{} = ?", identifier(info.columns[*place].name)))
        .collect();
    let is_key = is_key.join(" AND ");
    let slots = &mut diff.chunk.slots;
    for place in 0..slots.list.len() {
        let Some(incoming) = slots.list[place].incoming else {
            continue;
        };
        let cells = cells_of(slots.arena.get(incoming.row))?;
        let key: Vec<Value<'static>> = info.key.iter().map(|place| owned(&cells[*place])).collect();
        let mut found = Entry::default();
        let mut any = false;
        slices.read(database, &is_key, &key, |step| {
            match step {
                Step::Begin => any = false,
                Step::Entry(entry) if any && info.write != Write::Append => {
                    return Err(entry.told_twice(target));
                }
                Step::Entry(entry) => {
                    std::mem::swap(entry, &mut found);
                    any = true;
                }
            }
            Ok(())
        })?;
        if any {
            found.place(target, slots)?;
        }
    }
    Ok(())
}

fn owned(cell: &Cell<'_>) -> Value<'static> {
    match *cell {
        Cell::Null => Value::Null,
        Cell::Integer(value) => Value::Integer(value),
        Cell::Real(value) => Value::Real(value),
        Cell::Text(text) => Value::Text(text.to_owned().into()),
        Cell::Blob(bytes) => Value::Blob(bytes.to_vec().into()),
    }
}
