//! Workers: each takes chunk after chunk, reads, diffs, and writes it in one transaction.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::bounds::Bounds;
use super::commit::KEPT_REJECTS;
use super::held::Held;
use super::open::OpenRun;
use super::origin::Origin;
use super::plan::Planned;
use super::retry::Pauses;
use super::session::Session;
use crate::clock;
use crate::database::Database;
use crate::diff::changes::{ChangeSet, Rules};
use crate::diff::slots::Slots;
use crate::diff::{Diff, Flush, KeepRejects, Table, Watch};
use crate::error::{Error, Kind, Result};
use crate::info::Load;
use crate::ledger::chunk::{Outcome, Place};
use crate::program::Input;
use crate::scratch::{RunConstants, Scratch};
use crate::settings::RejectLimit;
#[cfg(feature = "csv")]
use crate::source::files::{CutChunk, CutQueue, CutRows};
use crate::spool::Partitions;
use crate::target::Writer;
use crate::target::slice::{SliceReader, load_spooled};

/// Memory for spilled source records, and as much for the target's slice, before temporary files are used.
pub(crate) const SPOOL_MEMORY_BYTES: usize = 16 << 20;

/// A run's chunks, and what all its workers share.
pub(crate) struct Work<'a> {
    pub(crate) session: &'a Session<'a>,
    pub(crate) origin: &'a Origin,
    pub(crate) run: &'a OpenRun,
    pub(crate) chunks: &'a [Planned],
    pub(crate) names: &'a [Arc<str>],
    pub(crate) constants: Arc<RunConstants>,
    /// Start of new versions, as stored.
    pub(crate) effective: String,
    /// The run's clock, for audit columns.
    pub(crate) started: String,
    /// Records and slices by partition, where chunks are partitions.
    pub(crate) spools: Option<Spools>,
    /// Current rows are looked up key by key instead of read as slices.
    pub(crate) looks_up: bool,
    pub(crate) sink: Sink<'a>,
    /// Every file of the load was loaded before: reading no row is no surprise.
    pub(crate) nothing_new: bool,
    pub(crate) flags: Flags,
}

/// What workers and monitor tell each other.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    /// A worker failed: all end at their next chunk boundary.
    ending: AtomicBool,
    /// `stop` was asked for in the ledger.
    asked_to_stop: AtomicBool,
    /// Attempts beyond each chunk's first.
    retries: AtomicU64,
    /// What ends the run: the first failure, unless the lease was lost to another run.
    failure: Mutex<Option<Error>>,
    /// Chunks that wait for what another row has.
    pub(super) held: Mutex<Vec<Arc<Held>>>,
}

/// Records and current rows, routed to the partitions of their keys.
pub(crate) struct Spools {
    pub(crate) source: Partitions,
    /// Unfiltered records without a key that belong to chunks which are done.
    pub(crate) keyless_passed_over: u64,
    /// `None`: the target held no row.
    pub(crate) slice: Option<Partitions>,
}

/// Where a chunk's changes go.
pub(crate) enum Sink<'a> {
    /// Into the target and the ledger, in one transaction.
    Ledger { writer: &'a Mutex<Database>, token: i64 },
    /// Nowhere: a dry run counts them.
    Count(&'a dyn DryRun),
}

/// Takes what chunks of a dry run come to.
pub(crate) trait DryRun: Sync {
    /// One chunk's result.
    fn take(&self, number: u64, diff: &Diff<'_>);

    /// Rows of a chunk that are let go of while it is still read.
    fn look_at(&self, number: u64, slots: &Slots, changes: &ChangeSet);
}

/// The chunks that are still to be done, handed out one by one.
pub(crate) enum Queue {
    /// By number.
    Numbers { todo: Vec<u64>, next: AtomicUsize },
    /// Parts of files, which one reader may have to hand out in order.
    #[cfg(feature = "csv")]
    Cuts(CutQueue),
}

/// A chunk in a worker's hand.
pub(crate) struct Task {
    number: u64,
    #[cfg(feature = "csv")]
    cut: Option<CutChunk>,
}

impl Task {
    pub(crate) fn of(number: u64) -> Task {
        Task {
            number,
            #[cfg(feature = "csv")]
            cut: None,
        }
    }
}

impl Queue {
    pub(crate) fn numbers(todo: Vec<u64>) -> Queue {
        Queue::Numbers { todo, next: AtomicUsize::new(0) }
    }

    fn next(&self) -> Result<Option<Task>> {
        match self {
            Queue::Numbers { todo, next } => Ok(todo.get(next.fetch_add(1, Ordering::Relaxed)).map(|number| Task::of(*number))),
            #[cfg(feature = "csv")]
            Queue::Cuts(cuts) => Ok(cuts.next()?.map(|(number, cut)| Task { number, cut: Some(cut) })),
        }
    }
}

/// A worker's own connections.
pub(crate) struct Reader {
    pub(crate) source: Option<Database>,
    /// `None`: there is no target yet (a dry run).
    pub(crate) target: Option<Database>,
    /// A connection may be lost.
    pub(crate) is_stale: bool,
}

impl Reader {
    pub(crate) fn new(source: Option<Database>, target: Option<Database>) -> Reader {
        Reader { source, target, is_stale: false }
    }

    /// The worker's own session, where it writes by itself: SQLite has one writer for all.
    pub(super) fn take_own(&mut self) -> Option<Database> {
        if self.target.as_ref().is_some_and(|target| target.dialect().is_server()) { self.target.take() } else { None }
    }
}

/// Calls what may panic: a function of the user's, or a defect of ours. What it had open is closed by then.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(panicked(&*payload)))
}

#[cold]
fn panicked(payload: &(dyn Any + Send)) -> Error {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    Error::failed(format!("a panic: {}", text.unwrap_or("it left no message")))
        .help("a function of the job's `udf` panicked, or this is a defect of Loadwright; standard error says at which line")
}

/// A lock that outlives a panic of its holder: what it guards is a connection, whose transaction was rolled back then.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Work<'_> {
    /// Works the chunks off with one worker a reader. The first failure ends them all at their next chunk boundary.
    pub(crate) fn run(&self, queue: &Queue, readers: Vec<Reader>) -> Result<()> {
        let workers = readers.len();
        std::thread::scope(|scope| {
            let (done, ended) = mpsc::channel::<()>();
            let monitor = scope.spawn(move || self.monitor(workers, &ended));
            let handles: Vec<_> = readers.into_iter().map(|reader| scope.spawn(|| self.worker(queue, reader))).collect();
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

    pub(super) fn diff(&self) -> Diff<'_> {
        let Session { info, shape, target, settings, options, .. } = self.session;
        let watch = Watch { stop: options.stop.clone(), progress: options.progress.clone() };
        let table = Table { shape, form: target.dialect.form(), limits: target.limits() };
        let tolerated = match settings.rejects.value {
            RejectLimit::Rows(rows) => rows,
            RejectLimit::Percent(_) => u64::MAX,
        };
        let most = usize::try_from(tolerated).unwrap_or(usize::MAX).saturating_add(KEPT_REJECTS);
        let keeps = KeepRejects { store: settings.rejects_store.value, tolerated, most };
        Diff::new(info, table, Scratch::new(Arc::clone(&self.constants)), self.names, keeps, watch)
    }

    pub(super) fn stopping(&self) -> bool {
        self.session.options.stop.requested() || self.flags.asked_to_stop.load(Ordering::Relaxed)
    }

    pub(super) fn ask_to_stop(&self) {
        self.flags.asked_to_stop.store(true, Ordering::Relaxed);
    }

    /// Ends the run. What counts is what failed first; but if another run holds the target now, nothing else does.
    pub(super) fn fail(&self, error: Error) {
        let mut failure = lock(&self.flags.failure);
        if failure.is_none() || error.kind() == Kind::Held {
            *failure = Some(error);
        }
        self.flags.ending.store(true, Ordering::Relaxed);
    }

    /// No further chunk, and no further attempt at one, is to be begun.
    fn ending(&self) -> bool {
        self.flags.ending.load(Ordering::Relaxed) || self.stopping()
    }

    /// The connection of ledger and lease, through which SQLite's chunks are written too; `None`: a dry run.
    pub(super) fn writer(&self) -> Option<&Mutex<Database>> {
        match &self.sink {
            Sink::Ledger { writer, .. } => Some(writer),
            Sink::Count(_) => None,
        }
    }

    pub(crate) fn retries(&self) -> u64 {
        self.flags.retries.load(Ordering::Relaxed)
    }

    fn worker(&self, queue: &Queue, mut reader: Reader) {
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
            let last = error.kind() != Kind::Transient || attempt >= settings.retry_max_attempts.value;
            self.note_failure(number, attempt, last, &error);
            if last {
                return Err(self.located(number, attempt, error));
            }
            reader.is_stale = true;
            self.session.options.progress.retried();
            self.flags.retries.fetch_add(1, Ordering::Relaxed);
            if !pauses.wait(|| self.ending()) {
                return Ok(());
            }
            attempt += 1;
        }
    }

    /// Another attempt begins on fresh connections. SQLite's source stays: it holds the snapshot that all workers read; a server's
    /// source is joined again.
    fn renew(&self, reader: &mut Reader) -> Result<()> {
        if reader.target.is_some() {
            reader.target = match &self.sink {
                Sink::Ledger { token, .. } => self.session.open_worker(*token)?,
                Sink::Count(_) => self.session.open_reader()?,
            };
        }
        if let (Origin::Table(origin), Some(_)) = (self.origin, &reader.source)
            && let Some(fresh) = origin.renewed()?
        {
            reader.source = Some(fresh);
        }
        reader.is_stale = false;
        Ok(())
    }

    /// Gives the memory or the temporary files of a chunk back.
    fn release(&self, chunk: u64) {
        if let (Some(spools), Bounds::Partition { number, .. }) = (&self.spools, self.bounds(chunk)) {
            spools.source.release(*number);
            if let Some(slice) = &spools.slice {
                slice.release(*number);
            }
        }
    }

    pub(super) fn located(&self, number: u64, attempt: u32, error: Error) -> Error {
        if matches!(error.kind(), Kind::Stopped | Kind::Held) {
            return error;
        }
        let tries = if attempt > 1 { format!(" after {attempt} attempts") } else { String::new() };
        let bounds = self.bounds(number);
        error.within(format!("{}: chunk {number} of {} failed{tries} ({bounds})", self.session.info.name, self.chunks.len()))
    }

    fn bounds(&self, number: u64) -> &Bounds {
        &self.chunks[usize::try_from(number - 1).unwrap_or(usize::MAX)].bounds
    }

    /// What the source's readers hold is let go of, where its application waits for it: all that is wanted was read.
    pub(super) fn let_go_of_source(&self, reader: &mut Reader) -> Result<()> {
        match (self.origin, &mut reader.source) {
            (Origin::Table(origin), Some(source)) => origin.let_go(source),
            _ => Ok(()),
        }
    }

    /// Reads, diffs and writes a chunk once.
    fn attempt(&self, task: &Task, attempt: u32, reader: &mut Reader, diff: &mut Diff<'_>) -> Result<Outcome> {
        let number = task.number;
        let started_at = clock::text(clock::now());
        if reader.is_stale {
            self.renew(reader)?;
        }
        let place = Place { run_id: self.run.run_id, chunk: number, epoch: self.run.epoch, attempt, started_at: &started_at };
        let program = self.session.program;
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
            self.with_input(task, reader, |input| program.append(input, diff, flush))?;
        } else {
            self.load_slice(number, attempt, reader, diff)?;
            self.with_input(task, reader, |input| program.read(input, diff))?;
            if let Some(target) = reader.target.as_mut().filter(|_| self.looks_up && !self.run.before.initial) {
                self.slices().look_up(&self.table_writer(), target, diff)?;
            }
            if diff.chunk.has_conflicts() {
                self.with_input(task, reader, |input| program.explain(input, diff))?;
            }
            diff.chunk.decide(&self.rules());
        }
        if matches!(self.bounds(number), Bounds::All) {
            self.let_go_of_source(reader)?;
        }
        self.origin.check_unchanged()?;
        match &self.sink {
            Sink::Ledger { writer, token } => match reader.target.as_mut().filter(|target| target.dialect().is_server()) {
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
        Rules { target, shape: &self.session.shape, notes_missing, effective: &self.effective }
    }

    pub(crate) fn table_writer(&self) -> Writer<'_> {
        Writer {
            target: &self.session.target,
            shape: &self.session.shape,
            run_id: self.run.run_id,
            effective: &self.effective,
            initial: self.run.before.initial,
            now: &self.started,
        }
    }

    /// The target's current rows of the chunk's keys.
    fn load_slice(&self, number: u64, attempt: u32, reader: &mut Reader, diff: &mut Diff<'_>) -> Result<()> {
        let Some(target) = reader.target.as_mut().filter(|_| !self.run.before.initial && !self.looks_up) else { return Ok(()) };
        let session = self.session;
        let slice = self.slices();
        match (self.bounds(number), self.spools.as_ref().and_then(|spools| spools.slice.as_ref())) {
            // What was spilled is what the rows were before this chunk's first attempt; another attempt looks again.
            (Bounds::Partition { number, .. }, Some(spool)) if attempt == 1 => {
                load_spooled(&self.session.target, &mut spool.open(*number)?, diff)
            }
            (Bounds::Partition { number, of }, _) => slice.load_partition(target, *number, *of, diff),
            (bounds, _) => {
                let columns = session.info.target.columns;
                let key: Vec<&str> = session.info.target.key.iter().map(|place| columns[*place].name).collect();
                slice.load(target, &bounds.predicate(&key, session.target.dialect), diff)
            }
        }
    }

    pub(crate) fn slices(&self) -> SliceReader<'_> {
        let session = self.session;
        SliceReader { program: session.program, target: &session.target, shape: &session.shape, by_column: session.by_column() }
    }

    /// Opens the whole source.
    pub(crate) fn whole_source(&self, source: Option<&mut Database>, take: impl FnOnce(Input<'_>) -> Result<()>) -> Result<()> {
        match self.origin {
            #[cfg(feature = "csv")]
            Origin::Files(files) => take(Input::Csv(Box::new(files.rows()))),
            Origin::Table(origin) => {
                let source = source.ok_or_else(|| Error::failed("the source is not open"))?;
                origin.rows(self.session, source, &Bounds::All, take)
            }
        }
    }

    /// Opens the chunk's rows. They can be opened again: a retry, or a second pass, reads the same.
    pub(crate) fn with_input(&self, task: &Task, reader: &mut Reader, take: impl FnOnce(Input<'_>) -> Result<()>) -> Result<()> {
        let columns = self.session.info.source.columns;
        let spooled = |number| {
            let spools = self.spools.as_ref().ok_or_else(|| Error::failed("the source was not routed"))?;
            spools.source.open(number)
        };
        match (self.origin, self.bounds(task.number)) {
            #[cfg(feature = "csv")]
            (Origin::Files(files), Bounds::Partition { number, .. }) => take(Input::SpilledCsv(files.spilled(spooled(*number)?))),
            #[cfg(feature = "csv")]
            (Origin::Files(files), _) => match &task.cut {
                None => take(Input::Csv(Box::new(files.rows()))),
                Some(cut) => match cut.rows()? {
                    CutRows::InPlace(rows) => take(Input::Csv(rows)),
                    CutRows::Kept(rows) => take(Input::SpilledCsv(rows)),
                },
            },
            (Origin::Table(origin), Bounds::Partition { number, .. }) => {
                let source = reader.source.as_mut().ok_or_else(|| Error::failed("the source is not open"))?;
                origin.spilled(source, spooled(*number)?, columns, take)
            }
            (Origin::Table(origin), bounds) => {
                let source = reader.source.as_mut().ok_or_else(|| Error::failed("the source is not open"))?;
                origin.rows(self.session, source, bounds, take)
            }
        }
    }
}
