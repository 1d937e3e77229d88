//! Chunks that wait. A unique constraint of the table says no to a row, because another row has
//! what it is to have; but that row may give it up in this very load: in another chunk, or when
//! keys that are gone are closed. So such a chunk is no failure yet. Its changes are kept, and
//! written again when the others are done, one chunk after the other as long as any comes through.
//! Those that are left are written in the closing transaction, together: what ends in any of them,
//! then keys that are gone, then what changes, then what begins. What is in the way then is in the
//! source.

use std::sync::Arc;

use super::held::Held;
use super::retry;
use super::work::{Work, lock};
use crate::database::Database;
use crate::diff::Diff;
use crate::diff::changes::ChangeSet;
use crate::diff::slots::Arena;
use crate::error::{Error, Kind, Result};
use crate::ledger::chunk::{self};
use crate::target::Step;
use crate::target::rounds::in_rounds;

/// What all chunks that wait may take of memory.
const HELD_BYTES: usize = 256 << 20;

impl Work<'_> {
    /// Lets a chunk wait whose rows could not be written, unless there is nothing to wait for.
    pub(super) fn hold(
        &self,
        number: u64,
        attempt: u32,
        diff: &mut Diff<'_>,
        error: Error,
    ) -> Result<()> {
        if self.session.info.target.key.is_empty() {
            return Err(error);
        }
        let chunk = Arc::new(Held::of(number, attempt, diff));
        let mut held = lock(&self.flags.held);
        // One may wait however large it is: its worker held as much.
        if !held.is_empty()
            && held
                .iter()
                .chain([&chunk])
                .map(|chunk| chunk.bytes())
                .sum::<usize>()
                > HELD_BYTES
        {
            return Err(error.within(
                "too many rows wait for what others have, too many to be written at once",
            ));
        }
        held.push(chunk);
        drop(held);
        self.note_failure(number, attempt, false, &error);
        Ok(())
    }

    /// Writes the chunks that wait again, as long as any comes through.
    pub(super) fn settle(&self, database: &mut Database, token: i64) -> Result<()> {
        let mut held = std::mem::take(&mut *lock(&self.flags.held));
        held.sort_by_key(|chunk| chunk.number);
        let left = in_rounds(held, |chunk| {
            let write = |database: &mut Database| {
                self.write(
                    chunk.place(self.run),
                    database,
                    token,
                    &chunk.arena,
                    &chunk.changes,
                )
            };
            // A chunk whose reply was lost says itself what it came to.
            match retry::settled(self.session, database, token, write, |_| Ok(None)) {
                Ok(outcome) => {
                    self.session.options.progress.chunk_done(&outcome.counts);
                    Ok(None)
                }
                Err(error) if error.kind() == Kind::Conflict => Ok(Some(error)),
                Err(error) => Err(self.located(chunk.number, chunk.attempt, error)),
            }
        })?;
        if let Some((mut left, _)) = left {
            left.sort_by_key(|chunk| chunk.number);
            *lock(&self.flags.held) = left;
        }
        Ok(())
    }

    /// Begins to write what is left in the closing transaction: its place in the ledger, and what
    /// ends.
    pub(super) fn end_held(&self, database: &mut Database) -> Result<Vec<Arc<Held>>> {
        let held = lock(&self.flags.held).clone();
        let ledger = &self.session.ledger;
        if !held.is_empty() {
            self.session.target.handled.defer_constraints(database)?;
        }
        for chunk in &held {
            let (place, changes) = (chunk.place(self.run), &chunk.changes);
            let missing = changes
                .missing
                .iter()
                .map(|(key, written)| (chunk.arena.get(*key), chunk.arena.get(*written)));
            chunk::missing(ledger, database, place, missing)?;
            chunk::forget_rejects(ledger, database, place.run_id, place.chunk)?;
            self.write_rejects(place, database, changes)?;
            chunk::done(ledger, database, place, &changes.outcome)?;
        }
        self.step_held(database, &held, Step::End)?;
        Ok(held)
    }

    /// Goes on, when keys that are gone are closed.
    pub(super) fn write_held(&self, database: &mut Database, held: &[Arc<Held>]) -> Result<()> {
        if held.is_empty() {
            return Ok(());
        }
        self.change_held(database, held)?;
        self.step_held(database, held, Step::Begin)?;
        let all: Vec<(&Arena, &ChangeSet)> = held
            .iter()
            .map(|chunk| (&chunk.arena, &chunk.changes))
            .collect();
        self.session
            .target
            .handled
            .ask_constraints(&self.table_writer(), database, &all)
    }

    /// All is committed.
    pub(super) fn release_held(&self) {
        lock(&self.flags.held).drain(..).for_each(|chunk| {
            self.session
                .options
                .progress
                .chunk_done(&chunk.changes.outcome.counts)
        });
    }

    /// What changes in any of them, together: a row of one may be in the way of another's, and that
    /// in the way of a third, wherever it was cut.
    fn change_held(&self, database: &mut Database, held: &[Arc<Held>]) -> Result<()> {
        let [first, _, ..] = held else {
            return self.step_held(database, held, Step::Change);
        };
        let (mut arena, mut changes) = (Arena::default(), ChangeSet::default());
        for chunk in held {
            let list = chunk.changes.changes.iter();
            changes
                .changes
                .extend(list.map(|change| change.copied(&chunk.arena, &mut arena)));
        }
        let writer = self.table_writer();
        let done =
            writer
                .target
                .handled
                .apply(&writer, database, &arena, &changes, &[Step::Change]);
        done.map_err(|error| self.located(first.number, first.attempt, error))
    }

    fn step_held(&self, database: &mut Database, held: &[Arc<Held>], step: Step) -> Result<()> {
        let writer = self.table_writer();
        held.iter().try_for_each(|chunk| {
            let done = writer.target.handled.apply(
                &writer,
                database,
                &chunk.arena,
                &chunk.changes,
                &[step],
            );
            done.map_err(|error| self.located(chunk.number, chunk.attempt, error))
        })
    }
}
