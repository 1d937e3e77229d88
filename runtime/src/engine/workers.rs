//! Workers: each takes chunk after chunk, reads, diffs, and writes it in one transaction.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use super::lease;
use super::retry::Pauses;
use super::work::{Reader, Sink, Work, lock};
use crate::clock;
use crate::diff::changes::{ChangeSet, Rules};
use crate::diff::outcome::Outcome;
use crate::diff::slots::Slots;
use crate::diff::{Diff, Flush};
use crate::error::{Error, Kind, Result};
use crate::info::Load;
use crate::ledger::chunk::Place;
use crate::program::Pass;
use crate::source::bounds::Bounds;
use crate::source::{Queue, Task};
use crate::target::slice::load_spooled;

/// Calls what may panic: a function of the user's, or a defect of ours. What it had open is closed
/// by then.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(panicked(&*payload)))
}

#[cold]
fn panicked(payload: &(dyn Any + Send)) -> Error {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    Error::failed(format!("a panic: {}", text.unwrap_or("it left no message"))).help(
        "a function of the job's `udf` panicked, or this is a defect of Loadwright; standard \
         error says at which line",
    )
}

impl Work<'_> {
    /// Works the chunks off with one worker a reader. The first failure ends them all at their next
    /// chunk boundary.
    pub(crate) fn run(&self, queue: &dyn Queue, readers: Vec<Reader>) -> Result<()> {
        let workers = readers.len();
        std::thread::scope(|scope| {
            let (done, ended) = mpsc::channel::<()>();
            let monitor = scope.spawn(move || self.monitor(workers, &ended));
            let handles: Vec<_> = readers
                .into_iter()
                .map(|reader| scope.spawn(|| self.worker(queue, reader)))
                .collect();
            for handle in handles {
                if let Err(payload) = handle.join() {
                    self.fail(panicked(&*payload));
                }
            }
            drop(done);
            // The monitor only tells the time; a panic there loses nothing.
            let _ = monitor.join();
        });
        if let Some(error) = lock(&self.flags.failure).take() {
            return Err(error);
        }
        if self.stopping() {
            return Err(Error::stopped());
        }
        Ok(())
    }

    fn worker(&self, queue: &dyn Queue, mut reader: Reader) {
        let mut diff = self.diff();
        while !self.ending() {
            let done = match guarded(|| queue.next()) {
                Ok(Some(task)) => self.chunk(&task, &mut reader, &mut diff),
                Ok(None) => break,
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                return self.fail(error);
            }
        }
    }

    /// One chunk, as often as its faults are transient; not further if the run is to end.
    fn chunk(&self, task: &Task, reader: &mut Reader, diff: &mut Diff<'_>) -> Result<()> {
        let number = task.number;
        let settings = &self.session.settings;
        let mut pauses = Pauses::of(settings);
        let mut attempt = 1;
        loop {
            let error = match guarded(|| self.attempt(task, attempt, reader, diff)) {
                Ok(outcome) => {
                    self.release(number);
                    self.session.options.progress.chunk_done(&outcome.counts);
                    return Ok(());
                }
                Err(error) => error,
            };
            let error = match error.kind() {
                // What is in the way may be gone when other chunks are written.
                Kind::Conflict => match self.hold(number, attempt, diff, error) {
                    Ok(()) => return Ok(()),
                    Err(error) => error,
                },
                _ => error,
            };
            let last =
                error.kind() != Kind::Transient || attempt >= settings.retry_max_attempts.value;
            self.note_failure(number, attempt, last, &error);
            if last {
                return Err(self.located(number, attempt, error));
            }
            reader.is_stale = true;
            self.retried();
            if !pauses.wait(|| self.ending()) {
                return Ok(());
            }
            attempt += 1;
        }
    }

    /// Another attempt begins on fresh connections. A source stays that holds the snapshot which
    /// all workers read; others are joined again.
    fn renew(&self, reader: &mut Reader) -> Result<()> {
        if reader.target.is_some() {
            reader.target = match &self.sink {
                Sink::Ledger { token, .. } => lease::open_worker(self.session, *token)?,
                Sink::Count(_) => self.session.open_reader()?,
            };
        }
        if let Some(fresh) = self.origin.renewed()? {
            reader.source = fresh;
        }
        reader.is_stale = false;
        Ok(())
    }

    /// Gives the memory or the temporary files of a chunk back.
    fn release(&self, chunk: u64) {
        if let (Some(spools), Bounds::Partition { number, .. }) = (&self.spools, self.bounds(chunk))
        {
            spools.source.release(*number);
            if let Some(slice) = &spools.slice {
                slice.release(*number);
            }
        }
    }

    /// Reads, diffs and writes a chunk once.
    fn attempt(
        &self,
        task: &Task,
        attempt: u32,
        reader: &mut Reader,
        diff: &mut Diff<'_>,
    ) -> Result<Outcome> {
        let number = task.number;
        let started_at = clock::text(clock::now());
        if reader.is_stale {
            self.renew(reader)?;
        }
        let place = Place {
            run_id: self.run.run_id,
            chunk: number,
            epoch: self.run.epoch,
            attempt,
            started_at: &started_at,
        };
        diff.clear();
        if self.session.info.target.key.is_empty() {
            if let (Bounds::All, Sink::Ledger { token, .. }) = (self.bounds(number), &self.sink) {
                return self.stream(place, *token, task, reader, diff);
            }
            // A dry run keeps no rows: it counts them, and shows the first few.
            let mut look;
            let flush: Option<&mut Flush<'_>> = match &self.sink {
                Sink::Ledger { .. } => None,
                Sink::Count(dry) => {
                    look = |slots: &Slots, changes: &ChangeSet| {
                        dry.look_at(number, slots, changes);
                        Ok(())
                    };
                    Some(&mut look)
                }
            };
            self.pass_over(task, reader, Pass::Append(diff, flush))?;
        } else {
            self.load_slice(number, attempt, reader, diff)?;
            self.pass_over(task, reader, Pass::Read(diff))?;
            if let Some(target) = reader
                .target
                .as_mut()
                .filter(|_| self.looks_up && !self.run.before.initial)
            {
                self.session.target.handled.look_up(
                    &self.slices(),
                    &self.table_writer(),
                    target,
                    diff,
                )?;
            }
            if diff.chunk.has_conflicts() {
                self.pass_over(task, reader, Pass::Explain(diff))?;
            }
            diff.chunk.decide(&self.rules());
        }
        if matches!(self.bounds(number), Bounds::All) {
            reader.source.let_go()?;
        }
        self.origin.check_unchanged()?;
        diff.chunk.changes.aside.finish();
        match &self.sink {
            Sink::Ledger { writer, token } => match reader
                .target
                .as_mut()
                .filter(|target| !target.dialect().keeps_one_writer())
            {
                Some(own) => self.commit(place, own, *token, diff),
                None => self.commit(place, &mut lock(writer), *token, diff),
            },
            Sink::Count(dry) => {
                dry.take(number, diff);
                Ok(diff.chunk.changes.outcome)
            }
        }
    }

    fn rules(&self) -> Rules<'_> {
        let target = &self.session.info.target;
        let notes_missing = Rules::looks_for_missing(target, self.session.info.load == Load::Full);
        Rules {
            target,
            shape: &self.session.shape,
            notes_missing,
            effective: &self.effective,
        }
    }

    /// The target's current rows of the chunk's keys.
    fn load_slice(
        &self,
        number: u64,
        attempt: u32,
        reader: &mut Reader,
        diff: &mut Diff<'_>,
    ) -> Result<()> {
        let Some(target) = reader
            .target
            .as_mut()
            .filter(|_| !self.run.before.initial && !self.looks_up)
        else {
            return Ok(());
        };
        let session = self.session;
        let slice = self.slices();
        match (
            self.bounds(number),
            self.spools
                .as_ref()
                .and_then(|spools| spools.slice.as_ref()),
        ) {
            // What was spilled is what the rows were before this chunk's first attempt; another
            // attempt looks again.
            (Bounds::Partition { number, .. }, Some(spool)) if attempt == 1 => {
                load_spooled(&self.session.target, &mut spool.open(*number)?, diff)
            }
            (Bounds::Partition { number, of }, _) => {
                slice.load_partition(target, *number, *of, diff)
            }
            (bounds, _) => {
                let columns = session.info.target.columns;
                let key: Vec<&str> = session
                    .info
                    .target
                    .key
                    .iter()
                    .map(|place| columns[*place].name)
                    .collect();
                slice.load(
                    target,
                    &bounds.predicate(&key, session.target.dialect),
                    diff,
                )
            }
        }
    }
}
