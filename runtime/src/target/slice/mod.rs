//! The dimension's slice: the target's current rows of a chunk's keys, as key, hash, start and
//! flags.

mod entry;
mod stored;

use super::Target;
use crate::database::{self, Database, Value, fault};
use crate::diff::Diff;
use crate::error::{Error, Result};
use crate::spool::{PartitionReader, Partitions, Spool, key_hash, partition_of};
use crate::value::rowhash::HashShape;
pub(crate) use entry::{Entry, EntryReader};
pub(crate) use stored::{ReadStored, Stored, StoredRows, TargetRows};

/// Columns of a slice between the key and the mapping's columns: hash, start, scope flag, deleted
/// flag.
pub(crate) const SLICE_FLAGS: usize = 4;

/// What reads current rows in code that is compiled for the job and the target.
pub(crate) trait CurrentRows: Send + Sync {
    /// Reads them, entry by entry. False: a stored hash says nothing, and the rows have to be read
    /// by column.
    fn read(
        &self,
        database: &mut Database,
        query: &SliceQuery<'_>,
        shape: &HashShape,
        take: &mut dyn FnMut(&mut Entry) -> Result<()>,
    ) -> Result<bool>;
}

/// Reads slices of one target.
pub(crate) struct SliceReader<'a> {
    pub(crate) rows: &'a dyn CurrentRows,
    pub(crate) target: &'a Target,
    pub(crate) shape: &'a HashShape,
    /// Compare by column whatever the hashes say (`--compare columns`, or a table without a hash
    /// column).
    pub(crate) by_column: bool,
}

impl SliceReader<'_> {
    /// Reads the current rows that a predicate picks into the chunk's slots.
    pub(crate) fn load(
        &self,
        database: &mut Database,
        predicate: &str,
        diff: &mut Diff<'_>,
    ) -> Result<()> {
        let slots = &mut diff.chunk.slots;
        self.read(database, predicate, &[], |step| {
            match step {
                Step::Begin => slots.clear(),
                Step::Entry(entry) => entry.place(self.target, slots)?,
            }
            Ok(())
        })
    }

    /// As [`SliceReader::load`], for the keys of one partition: the whole slice is read, and the
    /// others passed over.
    pub(crate) fn load_partition(
        &self,
        database: &mut Database,
        partition: u64,
        partitions: u64,
        diff: &mut Diff<'_>,
    ) -> Result<()> {
        let slots = &mut diff.chunk.slots;
        self.read(database, "1 = 1", &[], |step| {
            match step {
                Step::Begin => slots.clear(),
                Step::Entry(entry)
                    if partition_of(key_hash(&entry.key), partitions) == partition =>
                {
                    entry.place(self.target, slots)?;
                }
                Step::Entry(_) => {}
            }
            Ok(())
        })
    }

    /// Routes all current rows to the partitions of their keys.
    pub(crate) fn route(
        &self,
        database: &mut Database,
        partitions: u64,
        memory: usize,
    ) -> Result<Partitions> {
        let mut spool = Spool::new(partitions, memory, None)?;
        let mut frame = Vec::new();
        self.read(database, "1 = 1", &[], |step| match step {
            Step::Begin => {
                spool = Spool::new(partitions, memory, None)?;
                Ok(())
            }
            Step::Entry(entry) => {
                entry.pack(&mut frame);
                spool.push(partition_of(key_hash(&entry.key), partitions), &frame)
            }
        })?;
        Ok(spool.finish())
    }

    /// Reads the rows; where a stored hash says nothing, begins again by column.
    pub(crate) fn read(
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
        let query = SliceQuery {
            target: self.target,
            table: &self.target.name(),
            by_column,
            predicate,
            values,
        };
        take(Step::Begin)?;
        self.rows.read(database, &query, self.shape, &mut |entry| {
            take(Step::Entry(entry))
        })
    }
}

/// A question for current rows.
pub(crate) struct SliceQuery<'q> {
    target: &'q Target,
    /// The table's name, for errors.
    pub(crate) table: &'q str,
    /// With the mapping's columns.
    pub(crate) by_column: bool,
    predicate: &'q str,
    /// What the predicate's places stand for.
    pub(crate) values: &'q [Value<'q>],
}

impl SliceQuery<'_> {
    /// The statement.
    pub(crate) fn sql(&self) -> String {
        self.sql_where(self.predicate)
    }

    /// The same, with another predicate.
    pub(crate) fn sql_where(&self, predicate: &str) -> String {
        self.target.sql_where(
            |statements| {
                if self.by_column {
                    statements.read_current
                } else {
                    statements.read_slice
                }
            },
            predicate,
        )
    }
}

#[cold]
pub(crate) fn unread(error: impl Into<database::Fault>, table: &str) -> Error {
    fault(error, format!("cannot read the current rows of {table}"))
}

/// What a pass over current rows hands on.
pub(crate) enum Step<'e> {
    /// Forget what was taken: a pass begins.
    Begin,
    Entry(&'e mut Entry),
}

/// Puts a partition's slice into the chunk's slots.
pub(crate) fn load_spooled(
    target: &Target,
    reader: &mut PartitionReader,
    diff: &mut Diff<'_>,
) -> Result<()> {
    let mut entry = Entry::default();
    while let Some(frame) = reader.next()? {
        entry
            .unpack(frame)
            .ok_or_else(|| Error::failed("a temporary file is damaged"))?;
        entry.place(target, &mut diff.chunk.slots)?;
    }
    Ok(())
}
