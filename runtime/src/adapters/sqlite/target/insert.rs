//! Inserting rows, several a statement.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::apply::Bound;
use super::{Each, INSERT_ROWS};
use crate::error::{Error, Result};
use crate::info::{Change, FirstVersion};
use crate::value::cell::Cell;

/// New rows on their way into the target. They gather until a statement is full.
pub(super) struct Inserts<'c, 'v> {
    writer: &'c Each<'c>,
    connection: &'c Connection,
    one: Bound<'c>,
    many: Bound<'c>,
    /// Start of a key's first version; `None` without a history.
    first: Option<&'c str>,
    /// The cells of the rows that gather, row behind row.
    cells: Vec<Cell<'v>>,
    hashes: Vec<&'v [u8]>,
}

impl<'c, 'v> Inserts<'c, 'v> {
    pub(super) fn prepare(
        writer: &'c Each<'c>,
        connection: &'c Connection,
    ) -> Result<Inserts<'c, 'v>> {
        let texts = writer.texts;
        let first = writer
            .target
            .info
            .history
            .map(|history| match history.first_version_from {
                FirstVersion::At(text) => text,
                FirstVersion::Effective => writer.effective,
            });
        Ok(Inserts {
            writer,
            connection,
            one: Bound::prepare(connection, &texts.insert)?,
            many: Bound::prepare(connection, &texts.insert_many)?,
            first,
            cells: Vec::with_capacity(INSERT_ROWS * writer.target.info.columns.len()),
            hashes: Vec::with_capacity(INSERT_ROWS),
        })
    }

    /// The first row of a key.
    pub(super) fn push(&mut self, cells: &[Cell<'v>], hash: &'v [u8]) -> Result<()> {
        self.cells.extend_from_slice(cells);
        self.hashes.push(hash);
        if self.hashes.len() < INSERT_ROWS {
            return Ok(());
        }
        for (cells, hash) in self.cells.chunks(cells.len()).zip(&self.hashes) {
            bind(&mut self.many, self.writer, cells, self.first, hash, &[])?;
        }
        let before = self.connection.total_changes();
        match self.many.execute(self.writer, "insert the rows") {
            Ok(INSERT_ROWS) => {}
            Ok(rows) => {
                let error = kept_out(INSERT_ROWS - rows);
                return Err(match self.first_that_is_not_there()? {
                    Some(cells) => error.within(self.writer.at_key(cells)),
                    None => error,
                });
            }
            // The transaction is gone, or a trigger has kept what the statement had done so far.
            Err(error)
                if self.connection.is_autocommit() || self.connection.total_changes() != before =>
            {
                return Err(error);
            }
            // The statement left nothing behind; row by row, the one that fails can be named.
            Err(_) => return self.finish(),
        }
        self.cells.clear();
        self.hashes.clear();
        Ok(())
    }

    /// Inserts the rows that still gather.
    pub(super) fn finish(&mut self) -> Result<()> {
        let width = self.writer.target.info.columns.len();
        for (cells, hash) in self.cells.chunks(width).zip(&self.hashes) {
            bind(&mut self.one, self.writer, cells, self.first, hash, &[])?;
            insert_one(&mut self.one, self.writer)
                .map_err(|error| error.within(self.writer.at_key(cells)))?;
        }
        self.cells.clear();
        self.hashes.clear();
        Ok(())
    }

    /// A further version of a key, at once: what follows looks at it. `kept` are the values that
    /// the type 0 columns keep.
    pub(super) fn now(
        &mut self,
        cells: &[Cell<'_>],
        start: &str,
        hash: &[u8],
        kept: &[Value],
    ) -> Result<()> {
        bind(&mut self.one, self.writer, cells, Some(start), hash, kept)?;
        insert_one(&mut self.one, self.writer)
    }

    /// Of the rows that were to be inserted, the first whose key has no current row.
    #[cold]
    fn first_that_is_not_there(&self) -> Result<Option<&[Cell<'v>]>> {
        let info = self.writer.target.info;
        if info.key.is_empty() {
            return Ok(None);
        }
        for cells in self.cells.chunks(info.columns.len()) {
            let key: Vec<Cell<'_>> = info.key.iter().map(|place| cells[*place]).collect();
            if self
                .writer
                .of_current::<i64>(self.connection, &key, "count(*)")?
                == 0
            {
                return Ok(Some(cells));
            }
        }
        Ok(None)
    }
}

fn insert_one(one: &mut Bound<'_>, writer: &Each<'_>) -> Result<()> {
    match one.execute(writer, "insert the row")? {
        1 => Ok(()),
        _ => Err(kept_out(1)),
    }
}

/// The table took fewer rows than it was given, without an error.
#[cold]
fn kept_out(rows: usize) -> Error {
    Error::failed(format!("the table did not take {rows} of the rows")).help(
        "a trigger keeps rows out of it (RAISE(IGNORE)): drop it, or keep such rows out by the \
         mapping's `filter`",
    )
}

/// Binds one row in the order of the statement's columns.
fn bind(
    insert: &mut Bound<'_>,
    writer: &Each<'_>,
    cells: &[Cell<'_>],
    start: Option<&str>,
    hash: &[u8],
    kept: &[Value],
) -> Result<()> {
    let info = writer.target.info;
    let mut kept = kept.iter();
    for (cell, column) in cells.iter().zip(info.columns) {
        let first = if column.change == Change::Keep {
            kept.next()
        } else {
            None
        };
        match first {
            Some(value) => insert.bind(value)?,
            None => insert.bind(cell)?,
        }
    }
    if let Some(start) = start {
        insert.bind(start)?;
    }
    if info.row_hash.is_some() {
        insert.bind(hash)?;
    }
    if info.audit.inserted_run.is_some() {
        insert.bind(writer.run_id)?;
    }
    if info.audit.inserted_at.is_some() {
        insert.bind(writer.now)?;
    }
    Ok(())
}
