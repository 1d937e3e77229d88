//! The dimension's slice: the target's current rows of a chunk's keys, as key, hash, start and flags.

use super::{Target, Writer};
#[cfg(feature = "sqlite")]
use crate::database::identifier;
use crate::database::{Database, Dialect, Value, fault};
use crate::diff::slots::{Current, Slots, Span};
use crate::diff::{Buffers, Diff};
use crate::error::{Error, Result};
#[cfg(feature = "postgres")]
use crate::info::{Column, SqlType};
use crate::info::{JobInfo, Write};
use crate::job::Job;
use crate::program::Program;
use crate::row::{Fault, RowReader};
#[cfg(feature = "postgres")]
use crate::source::postgres::Tuples;
#[cfg(feature = "sqlite")]
use crate::source::sqlite::StatementRow;
use crate::spool::{PartitionReader, Partitions, Spool, partition_of};
#[cfg(feature = "sqlite")]
use crate::value::cell::{Cell, CellRow, Cells};
#[cfg(feature = "postgres")]
use crate::value::copy::{CopyIndex, CopyRow, Kind};
use crate::value::form::Form;
use crate::value::rowhash::HashShape;
#[cfg(feature = "sqlite")]
use crate::value::written::cells_of;

/// Columns of a slice between the key and the mapping's columns: hash, start, scope flag, deleted flag.
pub(crate) const SLICE_FLAGS: usize = 4;

/// One current row of the target.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// Canonical bytes of the key: what makes two keys equal.
    pub(crate) key: Vec<u8>,
    /// The key in written form.
    pub(crate) cells: Vec<u8>,
    /// Row hash in this job's shape; empty: the row could not be read back.
    pub(crate) hash: Vec<u8>,
    /// Start of the version as stored; empty without a history.
    pub(crate) valid_from: Vec<u8>,
    pub(crate) in_scope: bool,
    pub(crate) deleted: bool,
    pub(crate) rehash: bool,
}

/// What reading a row of the slice came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// The entry is filled.
    Entry,
    /// The row's key is NULL: no source row can be it.
    NoKey,
    /// The stored hash says nothing: the rows have to be read by column.
    NeedsColumns,
}

/// A row of the target as its database gives it.
pub(crate) enum StoredRow<'r> {
    #[cfg(feature = "sqlite")]
    Statement(StatementRow<'r>),
    #[cfg(feature = "postgres")]
    Copy(CopyRow<'r>),
}

/// What a slice asks of a stored row.
pub(crate) trait Stored<'r>: Copy {
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
    /// Whether a flag is set.
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

/// Reads one row of `read_slice` or, by column, `read_current`.
pub(crate) fn read_entry<'r, J: Job, R: Stored<'r>>(
    row: R,
    by_column: bool,
    shape: &HashShape,
    buffers: &mut Buffers,
    entry: &mut Entry,
) -> Result<Read> {
    let width = J::INFO.target.key.len();
    let damaged = |fault: Fault| unreadable(J::INFO, &fault.reason);
    for index in 0..width {
        if row.is_null(index).map_err(damaged)? {
            return Ok(Read::NoKey);
        }
    }
    let typed = row.typed(0);
    let key = J::read_key(&typed).map_err(|reject| unreadable(J::INFO, &format!("{}: {}", reject.column, reject.reason)))?;
    entry.key.clear();
    entry.key.extend_from_slice(buffers.key::<J>(&key));
    entry.cells.clear();
    R::FORM.write_key::<J>(&key, &mut entry.cells);
    entry.valid_from.clear();
    row.start(width + 1, &mut entry.valid_from).map_err(damaged)?;
    entry.in_scope = row.flag(width + 2).map_err(damaged)?.unwrap_or(true);
    entry.deleted = row.flag(width + 3).map_err(damaged)?.unwrap_or(false);
    entry.hash.clear();
    let stored = row.hash(width).map_err(damaged)?;
    if by_column {
        if let Ok(target) = J::read_target(&row.typed(width + SLICE_FLAGS)) {
            entry.hash.extend_from_slice(buffers.hash::<J>(shape, &target));
        }
        entry.rehash = J::INFO.target.row_hash.is_some() && stored != Some(&entry.hash[..]);
        return Ok(Read::Entry);
    }
    match stored {
        Some(bytes) if shape.fits(bytes) => entry.hash.extend_from_slice(bytes),
        // Rows are only added: that the key is there is all there is to know.
        _ if J::INFO.target.write == Write::Append => {}
        _ => return Ok(Read::NeedsColumns),
    }
    entry.rehash = false;
    Ok(Read::Entry)
}

#[cold]
fn unreadable(info: &JobInfo, reason: &str) -> Error {
    Error::failed(format!("a row of {} has a business key that cannot be read back: {reason}", info.target.table))
        .help("mend or remove that row; `check` compares the table's shape with the job's")
}

impl Entry {
    /// Puts the entry into its key's slot.
    fn place(&self, slots: &mut Slots) -> Result<()> {
        slots.check_room()?;
        let place = slots.slot(&self.key);
        let mut keep = |bytes: &[u8]| if bytes.is_empty() { Span::EMPTY } else { slots.arena.keep(|out| out.extend_from_slice(bytes)) };
        let current = Current {
            key: keep(&self.cells),
            hash: (!self.hash.is_empty()).then(|| keep(&self.hash)),
            valid_from: keep(&self.valid_from),
            in_scope: self.in_scope,
            deleted: self.deleted,
            rehash: self.rehash,
        };
        slots.list[place].current = Some(current);
        Ok(())
    }

    fn pack(&self, out: &mut Vec<u8>) {
        out.clear();
        out.push(u8::from(self.in_scope) | u8::from(self.deleted) << 1 | u8::from(self.rehash) << 2);
        for part in [&self.key, &self.cells, &self.hash, &self.valid_from] {
            out.extend_from_slice(&(part.len() as u32).to_le_bytes());
            out.extend_from_slice(part);
        }
    }

    fn unpack(&mut self, frame: &[u8]) -> Option<()> {
        let (flags, mut rest) = frame.split_first()?;
        (self.in_scope, self.deleted, self.rehash) = (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
        for part in [&mut self.key, &mut self.cells, &mut self.hash, &mut self.valid_from] {
            let (length, behind) = rest.split_first_chunk()?;
            let (bytes, behind) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            part.clear();
            part.extend_from_slice(bytes);
            rest = behind;
        }
        rest.is_empty().then_some(())
    }
}

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
                Step::Entry(entry) => entry.place(slots)?,
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
                Step::Entry(entry) if partition_of(crate::program::key_hash(&entry.key), partitions) == partition => entry.place(slots)?,
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
        found.iter().try_for_each(|entry| entry.place(slots))?;
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
                if let Step::Entry(entry) = step {
                    std::mem::swap(entry, &mut found);
                    any = true;
                }
                Ok(())
            })?;
            if any {
                found.place(slots)?;
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
        #[cfg(feature = "sqlite")]
        let reading = |error: rusqlite::Error| fault(error, format!("cannot read the current rows of {}", self.target.name()));
        let sql = self.target.sql_where(|statements| if by_column { statements.read_current } else { statements.read_slice }, predicate);
        let mut buffers = Buffers::default();
        let mut entry = Entry::default();
        take(Step::Begin)?;
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&sql).map_err(reading)?;
                let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(reading)?;
                while let Some(row) = rows.next().map_err(reading)? {
                    match self.program.slice_entry(
                        StoredRow::Statement(StatementRow::new(row)),
                        by_column,
                        self.shape,
                        &mut buffers,
                        &mut entry,
                    )? {
                        Read::Entry => take(Step::Entry(&mut entry))?,
                        Read::NoKey => {}
                        Read::NeedsColumns => return Ok(false),
                    }
                }
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => {
                let sql = sql.trim().trim_end_matches(';').to_owned();
                let none =
                    self.target.sql_where(|statements| if by_column { statements.read_current } else { statements.read_slice }, "false");
                let reading = || format!("cannot read the current rows of {}", self.target.name());
                let types = session.types(none.trim().trim_end_matches(';')).map_err(|error| fault(error, reading()))?;
                let kinds: Vec<Kind> = types.iter().map(|(kind, _)| kind.unwrap_or(Kind::Bytea)).collect();
                let stream = session
                    .client
                    .copy_out(&format!("COPY ({sql}) TO STDOUT (FORMAT binary)"))
                    .map_err(|error| crate::postgres::fault(error, reading()))?;
                let mut tuples = Tuples::new(stream);
                let mut index = CopyIndex::default();
                while let Some(tuple) = tuples.next()? {
                    index.scan(tuple)?;
                    let row = StoredRow::Copy(CopyRow::new(tuple, &index, &kinds));
                    match self.program.slice_entry(row, by_column, self.shape, &mut buffers, &mut entry)? {
                        Read::Entry => take(Step::Entry(&mut entry))?,
                        Read::NoKey => {}
                        Read::NeedsColumns => return Ok(false),
                    }
                }
            }
        }
        Ok(true)
    }
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
pub(crate) fn load_spooled(reader: &mut PartitionReader, diff: &mut Diff<'_>) -> Result<()> {
    let mut entry = Entry::default();
    while let Some(frame) = reader.next()? {
        entry.unpack(frame).ok_or_else(|| Error::failed("a temporary file is damaged"))?;
        entry.place(&mut diff.chunk.slots)?;
    }
    Ok(())
}
