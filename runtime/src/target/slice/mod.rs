//! The dimension's slice: the target's current rows of a chunk's keys, as key, hash, start and flags.

mod entry;
mod stored;

use super::{Target, Writer};
#[cfg(feature = "sqlite")]
use crate::database::identifier;
use crate::database::{self, Database, Dialect, Value, fault};
use crate::diff::Diff;
use crate::error::{Error, Result};
#[cfg(feature = "sqlite")]
use crate::info::Write;
use crate::program::Program;
use crate::spool::{PartitionReader, Partitions, Spool, partition_of};
#[cfg(feature = "sqlite")]
use crate::value::cell::Cell;
#[cfg(feature = "postgres")]
use crate::value::copy::Kind;
use crate::value::rowhash::HashShape;
#[cfg(feature = "sqlite")]
use crate::value::written::cells_of;
pub(crate) use entry::{Entry, read_slice};
#[cfg(feature = "postgres")]
use stored::CopySlice;
pub(crate) use stored::SliceRows;
#[cfg(feature = "sqlite")]
use stored::StatementSlice;

/// Columns of a slice between the key and the mapping's columns: hash, start, scope flag, deleted flag.
pub(crate) const SLICE_FLAGS: usize = 4;

/// Reads slices of one target.
pub(crate) struct SliceReader<'a> {
    pub(crate) program: &'a dyn Program,
    pub(crate) target: &'a Target,
    pub(crate) shape: &'a HashShape,
    /// Compare by column whatever the hashes say (`--compare columns`, or a table without a hash column).
    pub(crate) by_column: bool,
}

impl SliceReader<'_> {
    /// Reads the current rows that a predicate picks into the chunk's slots.
    pub(crate) fn load(&self, database: &mut Database, predicate: &str, diff: &mut Diff<'_>) -> Result<()> {
        let slots = &mut diff.chunk.slots;
        self.read(database, predicate, &[], |step| {
            match step {
                Step::Begin => slots.clear(),
                Step::Entry(entry) => entry.place(self.target, slots)?,
            }
            Ok(())
        })
    }

    /// As [`SliceReader::load`], for the keys of one partition: the whole slice is read, and the others passed over.
    pub(crate) fn load_partition(&self, database: &mut Database, partition: u64, partitions: u64, diff: &mut Diff<'_>) -> Result<()> {
        let slots = &mut diff.chunk.slots;
        self.read(database, "1 = 1", &[], |step| {
            match step {
                Step::Begin => slots.clear(),
                Step::Entry(entry) if partition_of(crate::program::key_hash(&entry.key), partitions) == partition => {
                    entry.place(self.target, slots)?;
                }
                Step::Entry(_) => {}
            }
            Ok(())
        })
    }

    /// Routes all current rows to the partitions of their keys.
    pub(crate) fn route(&self, database: &mut Database, partitions: u64, memory: usize) -> Result<Partitions> {
        let mut spool = Spool::new(partitions, memory, None)?;
        let mut frame = Vec::new();
        self.read(database, "1 = 1", &[], |step| match step {
            Step::Begin => {
                spool = Spool::new(partitions, memory, None)?;
                Ok(())
            }
            Step::Entry(entry) => {
                entry.pack(&mut frame);
                spool.push(partition_of(crate::program::key_hash(&entry.key), partitions), &frame)
            }
        })?;
        Ok(spool.finish())
    }

    /// Reads the current rows of the keys that the source brought: SQLite one by one, PostgreSQL by a table of the keys.
    pub(crate) fn look_up(&self, writer: &Writer<'_>, database: &mut Database, diff: &mut Diff<'_>) -> Result<()> {
        match database.dialect() {
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => self.look_up_each(database, diff),
            #[cfg(feature = "postgres")]
            Dialect::Postgres => self.look_up_all(writer, database, diff),
        }
    }

    #[cfg(feature = "postgres")]
    fn look_up_all(&self, writer: &Writer<'_>, database: &mut Database, diff: &mut Diff<'_>) -> Result<()> {
        let looking = |error| fault(error, "cannot look the keys up");
        let mut transaction = database.transaction().map_err(looking)?;
        if let Database::Postgres(session) = &mut *transaction {
            writer.stage_incoming(session, &diff.chunk.slots)?;
        }
        let slots = &mut diff.chunk.slots;
        let mut found: Vec<Entry> = Vec::new();
        self.read(&mut transaction, &writer.is_staged(), &[], |step| {
            match step {
                Step::Begin => found.clear(),
                Step::Entry(entry) => found.push(std::mem::take(entry)),
            }
            Ok(())
        })?;
        found.iter().try_for_each(|entry| entry.place(self.target, slots))?;
        transaction.commit().map_err(looking)
    }

    #[cfg(feature = "sqlite")]
    fn look_up_each(&self, database: &mut Database, diff: &mut Diff<'_>) -> Result<()> {
        let info = self.target.info;
        let is_key: Vec<String> = info.key.iter().map(|place| format!("{} = ?", identifier(info.columns[*place].name))).collect();
        let is_key = is_key.join(" AND ");
        let slots = &mut diff.chunk.slots;
        for place in 0..slots.list.len() {
            let Some(incoming) = slots.list[place].incoming else { continue };
            let cells = cells_of(slots.arena.get(incoming.row))?;
            let key: Vec<Value<'static>> = info.key.iter().map(|place| owned(&cells[*place])).collect();
            let mut found = Entry::default();
            let mut any = false;
            self.read(database, &is_key, &key, |step| {
                match step {
                    Step::Begin => any = false,
                    Step::Entry(entry) if any && info.write != Write::Append => return Err(entry.told_twice(self.target)),
                    Step::Entry(entry) => {
                        std::mem::swap(entry, &mut found);
                        any = true;
                    }
                }
                Ok(())
            })?;
            if any {
                found.place(self.target, slots)?;
            }
        }
        Ok(())
    }

    /// Reads the rows; where a stored hash says nothing, begins again by column.
    fn read(
        &self,
        database: &mut Database,
        predicate: &str,
        values: &[Value<'_>],
        mut take: impl FnMut(Step<'_>) -> Result<()>,
    ) -> Result<()> {
        if self.by_column || !self.pass(database, predicate, values, false, &mut take)? {
            self.pass(database, predicate, values, true, &mut take)?;
        }
        Ok(())
    }

    fn pass(
        &self,
        database: &mut Database,
        predicate: &str,
        values: &[Value<'_>],
        by_column: bool,
        take: &mut impl FnMut(Step<'_>) -> Result<()>,
    ) -> Result<bool> {
        let statement = |predicate: &str| {
            self.target.sql_where(|statements| if by_column { statements.read_current } else { statements.read_slice }, predicate)
        };
        let sql = statement(predicate);
        let table = self.target.name();
        take(Step::Begin)?;
        let mut entry = |entry: &mut Entry| take(Step::Entry(entry));
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&sql).map_err(|error| unread(error, &table))?;
                let rows = statement.query(rusqlite::params_from_iter(values)).map_err(|error| unread(error, &table))?;
                self.program.slice(SliceRows::Statement(StatementSlice { rows, table }), by_column, self.shape, &mut entry)
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => {
                let none = statement("false");
                let types = session.types(none.trim().trim_end_matches(';')).map_err(|error| unread(error, &table))?;
                let kinds = types.iter().map(|(kind, _)| kind.unwrap_or(Kind::Bytea)).collect();
                let copy = format!("COPY ({}) TO STDOUT (FORMAT binary)", sql.trim().trim_end_matches(';'));
                let stream = session.client.copy_out(&copy).map_err(|error| unread(error, &table))?;
                self.program.slice(SliceRows::Copy(CopySlice::new(stream, kinds)), by_column, self.shape, &mut entry)
            }
        }
    }
}

#[cold]
fn unread(error: impl Into<database::Fault>, table: &str) -> Error {
    fault(error, format!("cannot read the current rows of {table}"))
}

#[cfg(feature = "sqlite")]
fn owned(cell: &Cell<'_>) -> Value<'static> {
    match *cell {
        Cell::Null => Value::Null,
        Cell::Integer(value) => Value::Integer(value),
        Cell::Real(value) => Value::Real(value),
        Cell::Text(text) => Value::Text(text.to_owned().into()),
        Cell::Blob(bytes) => Value::Blob(bytes.to_vec().into()),
    }
}

enum Step<'e> {
    /// Forget what was taken: a pass begins.
    Begin,
    Entry(&'e mut Entry),
}

/// Puts a partition's slice into the chunk's slots.
pub(crate) fn load_spooled(target: &Target, reader: &mut PartitionReader, diff: &mut Diff<'_>) -> Result<()> {
    let mut entry = Entry::default();
    while let Some(frame) = reader.next()? {
        entry.unpack(frame).ok_or_else(|| Error::failed("a temporary file is damaged"))?;
        entry.place(target, &mut diff.chunk.slots)?;
    }
    Ok(())
}
