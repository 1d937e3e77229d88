//! One current row of the target, as a chunk knows it.

use std::marker::PhantomData;

use super::{ReadStored, SLICE_FLAGS, Stored, StoredRows};
use crate::database::form::Form;
use crate::diff::Buffers;
use crate::diff::slots::{Current, Slots, Span};
use crate::error::{Error, Result};
use crate::info::{JobInfo, Write};
use crate::job::Job;
use crate::row::Fault;
use crate::target::Target;
use crate::value::rowhash::HashShape;

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
enum Read {
    /// The entry is filled.
    Entry,
    /// The row's key is NULL: no source row can be it.
    NoKey,
    /// The stored hash says nothing: the rows have to be read by column.
    NeedsColumns,
}

/// Reads the rows of `read_slice` or, by column, `read_current`, entry by entry. False: a stored
/// hash says nothing, and the rows have to be read by column.
pub(crate) struct EntryReader<'e, J, F> {
    by_column: bool,
    shape: &'e HashShape,
    take: &'e mut dyn FnMut(&mut Entry) -> Result<()>,
    of: PhantomData<fn() -> (J, F)>,
}

impl<'e, J: Job, F: Form> EntryReader<'e, J, F> {
    pub(crate) fn new(
        by_column: bool,
        shape: &'e HashShape,
        take: &'e mut dyn FnMut(&mut Entry) -> Result<()>,
    ) -> Self {
        EntryReader {
            by_column,
            shape,
            take,
            of: PhantomData,
        }
    }
}

impl<J: Job, F: Form> ReadStored for EntryReader<'_, J, F> {
    type Read = bool;

    fn read<R: StoredRows>(self, mut rows: R) -> Result<bool> {
        let mut buffers = Buffers::default();
        let mut entry = Entry::default();
        while let Some(row) = rows.next()? {
            match read_entry::<J, F, _>(row, self.by_column, self.shape, &mut buffers, &mut entry)?
            {
                Read::Entry => (self.take)(&mut entry)?,
                Read::NoKey => {}
                Read::NeedsColumns => return Ok(false),
            }
        }
        Ok(true)
    }
}

fn read_entry<'r, J: Job, F: Form, R: Stored<'r>>(
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
    let key = J::read_key(&typed).map_err(|reject| {
        let value = reject
            .value
            .as_deref()
            .map(|value| format!(" ({value})"))
            .unwrap_or_default();
        unreadable(
            J::INFO,
            &format!("{}: {}{value}", reject.column, reject.reason),
        )
    })?;
    entry.key.clear();
    entry.key.extend_from_slice(buffers.key::<J>(&key));
    entry.cells.clear();
    F::write_key::<J>(&key, &mut entry.cells);
    entry.valid_from.clear();
    row.start(width + 1, &mut entry.valid_from)
        .map_err(damaged)?;
    entry.in_scope = row.flag(width + 2).map_err(damaged)?.unwrap_or(true);
    entry.deleted = row.flag(width + 3).map_err(damaged)?.unwrap_or(false);
    entry.hash.clear();
    let stored = row.hash(width).map_err(damaged)?;
    if by_column {
        if let Ok(target) = J::read_target(&row.typed(width + SLICE_FLAGS)) {
            entry
                .hash
                .extend_from_slice(buffers.hash::<J>(shape, &target));
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
    Error::failed(format!(
        "a row of {} has a business key that cannot be read back: {reason}",
        info.target.table
    ))
    .help("mend or remove that row; `check` compares the table's shape with the job's")
}

/// A key in written form, for people.
fn written_key(key: &[u8], target: &Target) -> String {
    let mut types = target
        .info
        .key
        .iter()
        .map(|place| target.info.columns[*place].ty);
    target.dialect.form().texts(key, &mut types).join(", ")
}

impl Entry {
    /// Puts the entry into its key's slot.
    pub(crate) fn place(&self, target: &Target, slots: &mut Slots) -> Result<()> {
        let place = slots.slot(&self.key);
        if slots.list[place].current.is_some() && target.info.write != Write::Append {
            return Err(self.told_twice(target));
        }
        let mut keep = |bytes: &[u8]| {
            if bytes.is_empty() {
                Span::EMPTY
            } else {
                slots.arena.keep(|out| out.extend_from_slice(bytes))
            }
        };
        let current = Current {
            key: keep(&self.cells),
            hash: (!self.hash.is_empty()).then(|| keep(&self.hash)),
            valid_from: keep(&self.valid_from),
            in_scope: self.in_scope,
            deleted: self.deleted,
            rehash: self.rehash,
        };
        slots.list[place].current = Some(current);
        slots.check_room()
    }

    /// Our unique index would have kept it out; where the index is not ours to make, it may be
    /// missing.
    #[cold]
    pub(crate) fn told_twice(&self, target: &Target) -> Error {
        let key = written_key(&self.cells, target);
        Error::failed(format!(
            "{} has more than one current row of the key {key}",
            target.name()
        ))
        .help(
            "find and close or remove all but one of them, then run again; the unique index that \
             `ddl` prints keeps it from happening",
        )
    }

    pub(super) fn pack(&self, out: &mut Vec<u8>) {
        out.clear();
        out.push(
            u8::from(self.in_scope) | u8::from(self.deleted) << 1 | u8::from(self.rehash) << 2,
        );
        for part in [&self.key, &self.cells, &self.hash, &self.valid_from] {
            out.extend_from_slice(&(part.len() as u32).to_le_bytes());
            out.extend_from_slice(part);
        }
    }

    pub(super) fn unpack(&mut self, frame: &[u8]) -> Option<()> {
        let (flags, mut rest) = frame.split_first()?;
        (self.in_scope, self.deleted, self.rehash) =
            (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
        for part in [
            &mut self.key,
            &mut self.cells,
            &mut self.hash,
            &mut self.valid_from,
        ] {
            let (length, behind) = rest.split_first_chunk()?;
            let (bytes, behind) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            part.clear();
            part.extend_from_slice(bytes);
            rest = behind;
        }
        rest.is_empty().then_some(())
    }
}
