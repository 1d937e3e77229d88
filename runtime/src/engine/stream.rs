//! A load without a key that can only be read as one chunk: it is written in one transaction
//! however long it is, and memory stays small.
//!
//! A server takes the rows while they are read. SQLite has one writer for all: there the rows are
//! read first, and put aside; the write lock is held for as long as it takes to insert them, and
//! for no source's pace.

use super::work::{KEPT_REJECTS, Reader, SPOOL_MEMORY_BYTES, Work, lock};
use crate::database::Database;
use crate::diff::changes::{Action, Change, ChangeSet};
use crate::diff::outcome::{Outcome, RejectRow};
use crate::diff::slots::{Slots, Span};
use crate::diff::{APPEND_BATCH_BYTES, APPEND_BATCH_ROWS, Diff};
use crate::error::{Error, Kind, Result};
use crate::failpoint;
use crate::ledger::chunk::{self, Place};
use crate::program::Pass;
use crate::source::Task;
use crate::spool::{Partitions, Spool};

/// Where rows and rejects that were put aside stand in their spool.
const ROWS: u64 = 0;
const REJECTS: u64 = 1;

/// What has been rejected so far: how much of it was handed on, and the first of it, for a
/// transaction that is rolled back takes all of it.
#[derive(Default)]
struct Rejected {
    handed_on: u64,
    first: Vec<RejectRow>,
    first_bytes: usize,
}

impl Rejected {
    fn keep(&mut self, rows: &[RejectRow]) {
        for row in rows {
            if self.first.len() >= KEPT_REJECTS || self.first_bytes >= APPEND_BATCH_BYTES {
                return;
            }
            self.first_bytes += row.bytes();
            self.first.push(row.clone());
        }
    }
}

impl Work<'_> {
    /// Writes the chunk.
    pub(super) fn stream(
        &self,
        place: Place<'_>,
        token: i64,
        task: &Task,
        reader: &mut Reader,
        diff: &mut Diff<'_>,
    ) -> Result<Outcome> {
        let Some(writer) = self.writer() else {
            return Err(Error::failed("a dry run writes nothing"));
        };
        let mut rejected = Rejected::default();
        match reader.take_own() {
            Some(mut own) => {
                let written = self.write_while_reading(
                    place,
                    &mut own,
                    token,
                    task,
                    reader,
                    diff,
                    &mut rejected,
                );
                let told = self.told(written, &mut own, place, token, &rejected);
                reader.target = Some(own);
                told
            }
            None => {
                let aside = self.read_aside(task, reader, diff, &mut rejected);
                let mut writer = lock(writer);
                // Another attempt would read the whole source again: rather wait for those who
                // write now.
                writer.be_patient(true)?;
                let written = aside.and_then(|aside| {
                    self.write_aside(place, &mut writer, token, aside, diff, &mut rejected)
                });
                let told = self.told(written, &mut writer, place, token, &rejected);
                writer.be_patient(false)?;
                told
            }
        }
    }

    /// The rows that failed the run are kept for the user, though their chunk is not.
    fn told(
        &self,
        written: Result<Outcome>,
        database: &mut Database,
        place: Place<'_>,
        token: i64,
        rejected: &Rejected,
    ) -> Result<Outcome> {
        if let Err(error) = &written
            && error.kind() == Kind::Refused
        {
            self.keep_rejects(database, place, token, &rejected.first)?;
        }
        written
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a chunk is made of, and no part of it belongs together more than others"
    )]
    fn write_while_reading(
        &self,
        place: Place<'_>,
        database: &mut Database,
        token: i64,
        task: &Task,
        reader: &mut Reader,
        diff: &mut Diff<'_>,
        rejected: &mut Rejected,
    ) -> Result<Outcome> {
        let mut transaction = self.begin(database)?;
        failpoint::reach("chunk.begun")?;
        if let Some(outcome) = chunk::outcome(&self.session.ledger, &mut transaction, place)? {
            return Ok(outcome);
        }
        chunk::forget_rejects(
            &self.session.ledger,
            &mut transaction,
            place.run_id,
            place.chunk,
        )?;
        let mut flush = |slots: &_, changes: &_| {
            self.write_part(place, &mut transaction, slots, changes, rejected)
        };
        self.pass_over(task, reader, Pass::Append(diff, Some(&mut flush)))?;
        self.origin.check_unchanged()?;
        self.write_part(
            place,
            &mut transaction,
            &diff.chunk.slots,
            &diff.chunk.changes,
            rejected,
        )?;
        self.seal(transaction, place, token, &diff.chunk.changes.outcome)?;
        Ok(diff.chunk.changes.outcome)
    }

    /// Rows and rejects that have gathered, into the chunk's transaction.
    fn write_part(
        &self,
        place: Place<'_>,
        transaction: &mut Database,
        slots: &Slots,
        changes: &ChangeSet,
        rejected: &mut Rejected,
    ) -> Result<()> {
        failpoint::reach("chunk.streamed")?;
        if !changes.rejects.is_empty() {
            rejected.keep(&changes.rejects);
            self.tolerate(transaction, &changes.outcome, &rejected.first)?;
            chunk::rejects(
                &self.session.ledger,
                transaction,
                place,
                rejected.handed_on,
                &changes.rejects,
            )?;
            rejected.handed_on += changes.rejects.len() as u64;
        }
        if changes.changes.is_empty() {
            return Ok(());
        }
        self.table_writer()
            .apply(transaction, &slots.arena, changes)
    }

    /// Reads all rows, and puts aside what does not fit into memory. A run that is asked to stop
    /// ends here: nothing is written yet.
    fn read_aside(
        &self,
        task: &Task,
        reader: &mut Reader,
        diff: &mut Diff<'_>,
        rejected: &mut Rejected,
    ) -> Result<Option<Partitions>> {
        let mut aside: Option<Spool> = None;
        let before = match self.writer() {
            Some(writer) => {
                chunk::rejected(&self.session.ledger, &mut lock(writer), self.run.run_id)?
            }
            None => 0,
        };
        let mut flush = |slots: &Slots, changes: &ChangeSet| {
            rejected.keep(&changes.rejects);
            self.tolerates(before + changes.outcome.counts.rejected, &rejected.first)?;
            if self.stopping() {
                return Err(Error::stopped());
            }
            let spool = match &mut aside {
                Some(spool) => spool,
                none => none.insert(Spool::new(2, SPOOL_MEMORY_BYTES, None)?),
            };
            changes
                .changes
                .iter()
                .try_for_each(|change| spool.push(ROWS, slots.arena.get(change.row)))?;
            changes
                .rejects
                .iter()
                .try_for_each(|row| spool.push(REJECTS, &row.packed()?))
        };
        self.pass_over(task, reader, Pass::Append(diff, Some(&mut flush)))?;
        self.origin.check_unchanged()?;
        failpoint::reach("chunk.aside")?;
        rejected.keep(&diff.chunk.changes.rejects);
        self.tolerates(
            before + diff.chunk.changes.outcome.counts.rejected,
            &rejected.first,
        )?;
        reader.source.let_go()?;
        if self.stopping() {
            return Err(Error::stopped());
        }
        Ok(aside.map(Spool::finish))
    }

    /// Writes what was put aside, then what memory still holds.
    fn write_aside(
        &self,
        place: Place<'_>,
        database: &mut Database,
        token: i64,
        aside: Option<Partitions>,
        diff: &mut Diff<'_>,
        rejected: &mut Rejected,
    ) -> Result<Outcome> {
        let mut transaction = self.begin(database)?;
        failpoint::reach("chunk.begun")?;
        if let Some(outcome) = chunk::outcome(&self.session.ledger, &mut transaction, place)? {
            return Ok(outcome);
        }
        chunk::forget_rejects(
            &self.session.ledger,
            &mut transaction,
            place.run_id,
            place.chunk,
        )?;
        let outcome = diff.chunk.changes.outcome;
        if let Some(aside) = aside {
            let mut slots = Slots::new(diff.chunk.slots.form);
            let mut changes = ChangeSet {
                outcome,
                ..ChangeSet::default()
            };
            let (mut rows, mut rejects) = (aside.open(ROWS)?, aside.open(REJECTS)?);
            loop {
                let row = rows.next()?;
                let is_last = row.is_none();
                if let Some(row) = row {
                    let row = slots.arena.keep(|bytes| bytes.extend_from_slice(row));
                    changes.changes.push(Change {
                        action: Action::Insert,
                        row,
                        hash: Span::EMPTY,
                        flagged: false,
                    });
                    slots.check_room()?;
                }
                if is_last
                    || changes.changes.len() >= APPEND_BATCH_ROWS
                    || slots.arena.len() >= APPEND_BATCH_BYTES
                {
                    self.write_part(place, &mut transaction, &slots, &changes, rejected)?;
                    changes.changes.clear();
                    slots.clear();
                    if self.session.options.stop.at_once() {
                        return Err(Error::stopped());
                    }
                }
                if is_last {
                    break;
                }
            }
            while let Some(reject) = rejects.next()? {
                changes.rejects.push(RejectRow::unpacked(reject)?);
                if changes.rejects.len() >= KEPT_REJECTS {
                    self.write_part(place, &mut transaction, &slots, &changes, rejected)?;
                    changes.rejects.clear();
                }
            }
            self.write_part(place, &mut transaction, &slots, &changes, rejected)?;
        }
        self.write_part(
            place,
            &mut transaction,
            &diff.chunk.slots,
            &diff.chunk.changes,
            rejected,
        )?;
        self.seal(transaction, place, token, &outcome)?;
        Ok(outcome)
    }
}
