//! The diff: source rows against the target's current rows of the same keys, in compiled code. One
//! pass over a chunk's rows; what has to be written comes out as a [`ChangeSet`].

mod aside;
pub(crate) mod changes;
pub(crate) mod limits;
pub(crate) mod outcome;
pub(crate) mod slots;

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::failpoint;
use crate::info::{Change as ColumnChange, Duplicates, JobInfo, StoreRejects};
use crate::job::Job;
use crate::progress::Progress;
use crate::row::{Position, Reject, RowReader, Rows, SourceRow};
use crate::scratch::Scratch;

use crate::database::form::{Form, WrittenRows};
use crate::stop::Stop;
use crate::value::canonical::Canonical;
use crate::value::json::JsonWriter;
use crate::value::order::OrderKey;
use crate::value::rowhash::{HashShape, ROW_HASH_BYTES_MAX};
use changes::{Action, Change, ChangeSet, Rules};
use limits::Limit;
use outcome::RejectRow;
use slots::{Incoming, Slots, Span};

/// Rows, and bytes of rows, of a load without a key that are written at once, so that a chunk of
/// any size needs little memory.
pub(crate) const APPEND_BATCH_ROWS: usize = 10_000;
pub(crate) const APPEND_BATCH_BYTES: usize = 16 << 20;

/// Rejected rows of such a load that are handed on at once.
const REJECT_BATCH_ROWS: usize = 1000;

/// A worker's means to diff one chunk after the other; its memory is reused.
pub(crate) struct Diff<'a> {
    scratch: Scratch,
    pub(crate) chunk: Chunk<'a>,
}

/// The table that rows are diffed for.
pub(crate) struct Table<'a> {
    /// What its row hashes are made of.
    pub(crate) shape: &'a HashShape,
    /// The form in which rows wait for it.
    pub(crate) form: &'static dyn WrittenRows,
    /// Its columns that are narrower than the job's.
    pub(crate) limits: &'a [Limit],
}

/// One chunk's state.
pub(crate) struct Chunk<'a> {
    info: &'static JobInfo,
    shape: &'a HashShape,
    /// Columns of the table that are narrower than the job's.
    limits: &'a [Limit],
    /// Names of the source's files, by place.
    files: &'a [Arc<str>],
    keeps: KeepRejects,
    buffers: Buffers,
    /// Places of the type 0 columns.
    kept_columns: Vec<usize>,
    watch: Watch,
    pub(crate) slots: Slots,
    pub(crate) changes: ChangeSet,
}

/// Which rejected rows a chunk keeps, and what of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeepRejects {
    pub(crate) store: StoreRejects,
    /// With more of them than this the chunk is refused.
    pub(crate) tolerated: u64,
    /// Beyond so many they are only counted: none of them will be written.
    pub(crate) most: usize,
}

/// Whom a long pass over rows keeps posted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    pub(crate) stop: Stop,
    pub(crate) progress: Progress,
}

/// Rows between two looks at the stop handle.
const WATCH_ROWS: u64 = 4096;

/// Takes over the changes that have gathered, for a chunk that is written while it is read.
pub(crate) type Flush<'f> = dyn FnMut(&Slots, &ChangeSet) -> Result<()> + 'f;

/// Room for a row hash.
#[derive(Debug)]
struct RowHash([u8; ROW_HASH_BYTES_MAX]);

impl Default for RowHash {
    fn default() -> RowHash {
        RowHash([0; ROW_HASH_BYTES_MAX])
    }
}

/// Reused encodings of one row.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    key: Vec<u8>,
    type2: Vec<u8>,
    type1: Vec<u8>,
    hash: RowHash,
}

impl Buffers {
    /// The canonical bytes of a key.
    pub(crate) fn key<J: Job>(&mut self, key: &J::Key<'_>) -> &[u8] {
        self.key.clear();
        J::write_key(key, &mut Canonical::new(&mut self.key));
        &self.key
    }

    /// The hash of a target row.
    pub(crate) fn hash<J: Job>(&mut self, shape: &HashShape, row: &J::Target<'_>) -> &[u8] {
        self.type2.clear();
        self.type1.clear();
        J::write_type2(row, &mut Canonical::new(&mut self.type2));
        J::write_type1(row, &mut Canonical::new(&mut self.type1));
        let length = shape.build(&self.type2, &self.type1, &mut self.hash.0);
        &self.hash.0[..length]
    }
}

impl<'a> Diff<'a> {
    pub(crate) fn new(
        info: &'static JobInfo,
        table: Table<'a>,
        scratch: Scratch,
        files: &'a [Arc<str>],
        keeps: KeepRejects,
        watch: Watch,
    ) -> Self {
        let is_kept = |place: &usize| info.target.columns[*place].change == ColumnChange::Keep;
        let chunk = Chunk {
            info,
            shape: table.shape,
            limits: table.limits,
            files,
            keeps,
            buffers: Buffers::default(),
            kept_columns: (0..info.target.columns.len()).filter(is_kept).collect(),
            watch,
            slots: Slots::new(table.form),
            changes: ChangeSet::default(),
        };
        Diff { scratch, chunk }
    }

    /// Forgets the last chunk.
    pub(crate) fn clear(&mut self) {
        self.chunk.slots.clear();
        self.chunk.changes.clear();
    }

    /// The pass over the chunk's rows.
    pub(crate) fn read<J: Job, F: Form, R: Rows>(
        &mut self,
        rows: &mut R,
        lookups: &J::Lookups,
    ) -> Result<()> {
        let Diff { scratch, chunk } = self;
        while let Some(row) = rows.next()? {
            chunk.enter(scratch, row.position());
            chunk.count_row()?;
            match chunk.take::<J, F, _>(&row, lookups, scratch) {
                Ok(Taken::Kept) => {}
                Ok(Taken::Filtered) => chunk.changes.outcome.counts.filtered += 1,
                Err(reject) => chunk.reject::<J, _>(&row, lookups, scratch, reject)?,
            }
            chunk.slots.check_room()?;
        }
        Ok(())
    }

    /// The pass over the rows of a load without a key: every row is an insert. With `flush`, rows
    /// are handed over as they gather.
    pub(crate) fn append<J: Job, F: Form, R: Rows>(
        &mut self,
        rows: &mut R,
        lookups: &J::Lookups,
        mut flush: Option<&mut Flush<'_>>,
    ) -> Result<()> {
        let Diff { scratch, chunk } = self;
        while let Some(row) = rows.next()? {
            chunk.enter(scratch, row.position());
            chunk.count_row()?;
            match chunk.take_keyless::<J, F, _>(&row, lookups, scratch) {
                Ok(Taken::Kept) => chunk.changes.outcome.counts.inserted += 1,
                Ok(Taken::Filtered) => chunk.changes.outcome.counts.filtered += 1,
                Err(reject) => chunk.note(&row, reject, None)?,
            }
            chunk.slots.check_room()?;
            if let Some(flush) = &mut flush
                && chunk.has_gathered()
            {
                flush(&chunk.slots, &chunk.changes)?;
                chunk.changes.hand_on();
                chunk.slots.arena.clear();
            }
        }
        Ok(())
    }

    /// Notes every loadable row of the keys in conflict as rejected; [`ChangeSet::decide`] counts
    /// them.
    pub(crate) fn explain<J: Job, R: Rows>(
        &mut self,
        rows: &mut R,
        lookups: &J::Lookups,
    ) -> Result<()> {
        let Diff { scratch, chunk } = self;
        while let Some(row) = rows.next()? {
            chunk.enter(scratch, row.position());
            if let Ok(Some(key)) = chunk.conflicting::<J, _>(&row, lookups, scratch) {
                chunk.note_conflict(&row, key)?;
            }
        }
        Ok(())
    }
}

/// What became of a row.
enum Taken {
    Kept,
    Filtered,
}

impl Chunk<'_> {
    /// Decides every key of the chunk.
    pub(crate) fn decide(&mut self, rules: &Rules<'_>) {
        self.changes.decide(&self.slots, rules);
    }

    /// Whether rows of one key contradict each other: then [`Diff::explain`] goes over the rows
    /// again to note them all.
    pub(crate) fn has_conflicts(&self) -> bool {
        self.slots
            .list
            .iter()
            .any(|slot| slot.incoming.is_some_and(|incoming| incoming.conflict))
    }

    /// Filter, key, transform: the row's way to its key's slot.
    #[inline]
    fn take<'r, J: Job, F: Form, W: RowReader<'r>>(
        &mut self,
        row: &W,
        lookups: &'r J::Lookups,
        scratch: &'r Scratch,
    ) -> Result<Taken, Reject> {
        let source = J::read(row)?;
        if !J::filter(&source, scratch)? {
            return Ok(Taken::Filtered);
        }
        let key = J::key(row, lookups, scratch)?;
        let place = self.slots.slot(self.buffers.key::<J>(&key));
        self.slots.list[place].present = true;
        let mark = self.slots.arena.len();
        let target = J::transform(&source, &key, lookups, scratch)?;
        limits::check(self.limits, |out| J::write(&target, out))?;
        let order = self.order::<J>(&source, scratch)?;
        let hash = self.buffers.hash::<J>(self.shape, &target);
        let hash = self.slots.arena.keep(|bytes| bytes.extend_from_slice(hash));
        let row = self.slots.arena.keep(|bytes| F::write::<J>(&target, bytes));
        let is_kept = self.slots.offer(
            place,
            Incoming {
                row,
                hash,
                order,
                conflict: false,
            },
            self.info.target.duplicates,
            &self.kept_columns,
        );
        if !is_kept {
            // However many rows one key has, memory is for one.
            self.slots.arena.rewind(mark);
        }
        Ok(Taken::Kept)
    }

    #[inline]
    fn take_keyless<'r, J: Job, F: Form, W: RowReader<'r>>(
        &mut self,
        row: &W,
        lookups: &'r J::Lookups,
        scratch: &'r Scratch,
    ) -> Result<Taken, Reject> {
        let source = J::read(row)?;
        if !J::filter(&source, scratch)? {
            return Ok(Taken::Filtered);
        }
        let key = J::key(row, lookups, scratch)?;
        let target = J::transform(&source, &key, lookups, scratch)?;
        limits::check(self.limits, |out| J::write(&target, out))?;
        let row = self.slots.arena.keep(|bytes| F::write::<J>(&target, bytes));
        self.changes.changes.push(Change {
            action: Action::Insert,
            row,
            hash: Span::EMPTY,
            flagged: false,
        });
        Ok(Taken::Kept)
    }

    fn order<'r, J: Job>(
        &mut self,
        source: &J::Source<'r>,
        scratch: &'r Scratch,
    ) -> Result<Span, Reject> {
        let directions = self.info.target.order_by;
        if directions.is_empty() {
            return Ok(Span::EMPTY);
        }
        let mut outcome = Ok(());
        let span = self.slots.arena.keep(|bytes| {
            outcome = J::write_order(source, scratch, &mut OrderKey::new(bytes, directions))
        });
        outcome.map(|()| span)
    }

    /// The key of a loadable row, where rows of that key contradict each other.
    fn conflicting<'r, J: Job, W: RowReader<'r>>(
        &mut self,
        row: &W,
        lookups: &'r J::Lookups,
        scratch: &'r Scratch,
    ) -> Result<Option<String>, Reject> {
        let source = J::read(row)?;
        if !J::filter(&source, scratch)? {
            return Ok(None);
        }
        let key = J::key(row, lookups, scratch)?;
        let target = J::transform(&source, &key, lookups, scratch)?;
        limits::check(self.limits, |out| J::write(&target, out))?;
        self.order::<J>(&source, scratch)?;
        let slot = self.slots.find(self.buffers.key::<J>(&key));
        let conflict = slot
            .and_then(|slot| slot.incoming)
            .is_some_and(|incoming| incoming.conflict);
        Ok(conflict.then(|| self.key_text::<J>(&key)))
    }

    /// A batch is full, or too many rows are rejected.
    #[inline]
    fn has_gathered(&self) -> bool {
        let changes = &self.changes;
        let is_full = changes.changes.len() >= APPEND_BATCH_ROWS
            || self.slots.arena.len() >= APPEND_BATCH_BYTES;
        is_full
            || !changes.rejects.is_empty()
                && (changes.rejects.len() >= REJECT_BATCH_ROWS
                    || changes.reject_bytes >= APPEND_BATCH_BYTES
                    || changes.outcome.counts.rejected > self.keeps.tolerated)
    }

    #[inline]
    fn count_row(&mut self) -> Result<()> {
        let counts = &mut self.changes.outcome.counts;
        counts.rows_read += 1;
        failpoint::reach("source.row")?;
        if counts.rows_read.is_multiple_of(WATCH_ROWS) {
            self.watch.progress.rows_seen(WATCH_ROWS);
            if self.watch.stop.at_once() {
                return Err(Error::stopped());
            }
        }
        Ok(())
    }

    fn enter(&self, scratch: &mut Scratch, position: Position) {
        scratch.enter(position.line, self.files.get(position.file as usize));
    }

    /// A row that cannot be loaded. Its key, if it can be computed, is in the source all the same.
    #[cold]
    fn reject<'r, J: Job, W: RowReader<'r> + SourceRow>(
        &mut self,
        row: &W,
        lookups: &'r J::Lookups,
        scratch: &'r Scratch,
        reject: Reject,
    ) -> Result<()> {
        let key = match J::key(row, lookups, scratch) {
            Ok(key) => {
                let place = self.slots.slot(self.buffers.key::<J>(&key));
                self.slots.list[place].present = true;
                Some(self.key_text::<J>(&key))
            }
            Err(_) => {
                self.changes.outcome.keyless += 1;
                None
            }
        };
        self.note(row, reject, key)
    }

    #[cold]
    fn note<W: SourceRow>(&mut self, row: &W, reject: Reject, key: Option<String>) -> Result<()> {
        self.changes.outcome.counts.rejected += 1;
        self.push_reject(row, reject, key)
    }

    #[cold]
    fn note_conflict<W: SourceRow>(&mut self, row: &W, key: String) -> Result<()> {
        let reason = match self.info.target.duplicates {
            Duplicates::Error => "several rows of this business key differ",
            Duplicates::First | Duplicates::Last => {
                "several rows of this business key differ and tie by `order_by`"
            }
        };
        let column = self
            .info
            .target
            .key
            .first()
            .map_or("", |place| self.info.target.columns[*place].name);
        self.push_reject(
            row,
            Reject {
                column,
                value: None,
                reason: reason.into(),
            },
            Some(key),
        )
    }

    /// Keeps the row: the first in memory, those behind them aside.
    fn push_reject<W: SourceRow>(
        &mut self,
        row: &W,
        reject: Reject,
        key: Option<String>,
    ) -> Result<()> {
        let changes = &mut self.changes;
        if changes.rejects.len() + changes.aside.rows() >= self.keeps.most {
            return Ok(());
        }
        let position = row.position();
        let keeps_key = self.keeps.store != StoreRejects::None;
        let row = RejectRow {
            file: self
                .files
                .get(position.file as usize)
                .map(|name| name.to_string()),
            line: position.line,
            key: key.filter(|_| keeps_key),
            column: Some(reject.column.to_owned()),
            value: reject.value.filter(|_| keeps_key),
            reason: reject.reason.into_owned(),
            row: (self.keeps.store == StoreRejects::Row).then(|| row.json()),
        };
        if changes.reject_bytes >= APPEND_BATCH_BYTES {
            return changes.aside.push(&row);
        }
        changes.reject_bytes += row.bytes();
        changes.rejects.push(row);
        Ok(())
    }

    /// The key as JSON, for people.
    fn key_text<J: Job>(&self, key: &J::Key<'_>) -> String {
        let columns = &self.info.target.columns;
        let names: Vec<&str> = self
            .info
            .target
            .key
            .iter()
            .map(|place| columns[*place].name)
            .collect();
        let mut out = JsonWriter::new(names);
        J::write_key(key, &mut out);
        out.finish()
    }
}
