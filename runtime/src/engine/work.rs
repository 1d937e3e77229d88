//! The chunks of a run, and what all its workers share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::held::Held;
use super::open::OpenRun;
use super::plan::{Plan, Planned, looks_up};
use super::session::Session;
use crate::clock;
use crate::database::Database;
use crate::diff::changes::ChangeSet;
use crate::diff::slots::Slots;
use crate::diff::{Diff, KeepRejects, Table, Watch};
use crate::error::{Error, Kind, Result};
use crate::program::Pass;
use crate::scratch::{RunConstants, Scratch};
use crate::settings::RejectLimit;
use crate::source::bounds::Bounds;
use crate::source::{Chunk, Source, SourceReader, Task};
use crate::spool::Partitions;
use crate::target::slice::SliceReader;
use crate::target::{Writer, history_text};

/// Memory for spilled source records, and as much for the target's slice, before temporary files
/// are used.
pub(crate) const SPOOL_MEMORY_BYTES: usize = 16 << 20;

/// Rejected rows of a chunk that is refused which are kept for the user at least, where there are
/// as many.
pub(super) const KEPT_REJECTS: usize = 1000;

/// A run's chunks, and what all its workers share.
pub(crate) struct Work<'a> {
    pub(crate) session: &'a Session<'a>,
    pub(crate) origin: &'a dyn Source,
    pub(crate) run: &'a OpenRun,
    pub(crate) chunks: &'a [Planned],
    pub(crate) names: Vec<Arc<str>>,
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
    pub(super) failure: Mutex<Option<Error>>,
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
    Ledger {
        writer: &'a Mutex<Database>,
        token: i64,
    },
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

/// A worker's own connections.
pub(crate) struct Reader {
    pub(crate) source: Box<dyn SourceReader>,
    /// `None`: there is no target yet (a dry run).
    pub(crate) target: Option<Database>,
    /// A connection may be lost.
    pub(crate) is_stale: bool,
}

impl Reader {
    pub(crate) fn new(source: Box<dyn SourceReader>, target: Option<Database>) -> Reader {
        Reader {
            source,
            target,
            is_stale: false,
        }
    }

    /// The worker's own session, where it writes by itself: not where the database keeps one writer
    /// for all.
    pub(super) fn take_own(&mut self) -> Option<Database> {
        if self
            .target
            .as_ref()
            .is_some_and(|target| !target.dialect().keeps_one_writer())
        {
            self.target.take()
        } else {
            None
        }
    }
}

/// A lock that outlives a panic of its holder: what it guards is a connection, whose transaction
/// was rolled back then.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Work<'a> {
    /// The chunks of a plan. All that they need beside it is in the run's row, in the source and in
    /// the session's settings; routed records are still to come where chunks are partitions.
    pub(super) fn of(
        session: &'a Session<'a>,
        origin: &'a dyn Source,
        run: &'a OpenRun,
        plan: &'a Plan,
        sink: Sink<'a>,
        nothing_new: bool,
    ) -> Work<'a> {
        Work {
            session,
            origin,
            run,
            chunks: &plan.chunks,
            names: origin.names(),
            constants: session.constants(run.run_id, run.started_at, run.effective_at),
            effective: session
                .info
                .target
                .history
                .map(|history| history_text(run.effective_at, history.ty))
                .unwrap_or_default(),
            started: clock::text(run.started_at),
            spools: None,
            looks_up: looks_up(
                session,
                plan.outline.estimated_rows,
                run.before.current_keys,
            ),
            sink,
            nothing_new,
            flags: Flags::default(),
        }
    }
}

impl Work<'_> {
    pub(super) fn diff(&self) -> Diff<'_> {
        let Session {
            info,
            shape,
            target,
            settings,
            options,
            ..
        } = self.session;
        let watch = Watch {
            stop: options.stop.clone(),
            progress: options.progress.clone(),
        };
        let table = Table {
            shape,
            form: target.dialect.form(),
            limits: target.limits(),
        };
        let tolerated = match settings.rejects.value {
            RejectLimit::Rows(rows) => rows,
            RejectLimit::Percent(_) => u64::MAX,
        };
        let most = usize::try_from(tolerated)
            .unwrap_or(usize::MAX)
            .saturating_add(KEPT_REJECTS);
        let keeps = KeepRejects {
            store: settings.rejects_store.value,
            tolerated,
            most,
        };
        Diff::new(
            info,
            table,
            Scratch::new(Arc::clone(&self.constants)),
            &self.names,
            keeps,
            watch,
        )
    }

    pub(super) fn stopping(&self) -> bool {
        self.session.options.stop.requested() || self.flags.asked_to_stop.load(Ordering::Relaxed)
    }

    pub(super) fn ask_to_stop(&self) {
        self.flags.asked_to_stop.store(true, Ordering::Relaxed);
    }

    /// Ends the run. What counts is what failed first; but if another run holds the target now,
    /// nothing else does.
    pub(super) fn fail(&self, error: Error) {
        let mut failure = lock(&self.flags.failure);
        if failure.is_none() || error.kind() == Kind::Held {
            *failure = Some(error);
        }
        self.flags.ending.store(true, Ordering::Relaxed);
    }

    /// No further chunk, and no further attempt at one, is to be begun.
    pub(super) fn ending(&self) -> bool {
        self.flags.ending.load(Ordering::Relaxed) || self.stopping()
    }

    /// The connection of ledger and lease, through which SQLite's chunks are written too; `None`: a
    /// dry run.
    pub(super) fn writer(&self) -> Option<&Mutex<Database>> {
        match &self.sink {
            Sink::Ledger { writer, .. } => Some(writer),
            Sink::Count(_) => None,
        }
    }

    /// Another attempt at a chunk begins.
    pub(super) fn retried(&self) {
        self.session.options.progress.retried();
        self.flags.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn retries(&self) -> u64 {
        self.flags.retries.load(Ordering::Relaxed)
    }

    pub(super) fn located(&self, number: u64, attempt: u32, error: Error) -> Error {
        if matches!(error.kind(), Kind::Stopped | Kind::Held) {
            return error;
        }
        let tries = if attempt > 1 {
            format!(" after {attempt} attempts")
        } else {
            String::new()
        };
        let bounds = self.bounds(number);
        error.within(format!(
            "{}: chunk {number} of {} failed{tries} ({bounds})",
            self.session.info.name,
            self.chunks.len()
        ))
    }

    pub(super) fn bounds(&self, number: u64) -> &Bounds {
        &self.chunks[usize::try_from(number - 1).unwrap_or(usize::MAX)].bounds
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

    pub(crate) fn slices(&self) -> SliceReader<'_> {
        let session = self.session;
        SliceReader {
            rows: session.code,
            target: &session.target,
            shape: &session.shape,
            by_column: session.by_column(),
        }
    }

    /// A pass over the whole source.
    pub(crate) fn pass_over_all(
        &self,
        source: Option<&mut dyn SourceReader>,
        pass: Pass<'_, '_>,
    ) -> Result<()> {
        let source = source.ok_or_else(|| Error::failed("the source is not open"))?;
        self.session
            .code
            .pass(source, Chunk::Bounds(&Bounds::All), pass)
    }

    /// A pass over the chunk's rows. They can be opened again: a retry, or a second pass, reads the
    /// same.
    pub(crate) fn pass_over(
        &self,
        task: &Task,
        reader: &mut Reader,
        pass: Pass<'_, '_>,
    ) -> Result<()> {
        let chunk = match (self.bounds(task.number), &task.opened) {
            (Bounds::Partition { number, .. }, _) => {
                let spools = self
                    .spools
                    .as_ref()
                    .ok_or_else(|| Error::failed("the source was not routed"))?;
                Chunk::Spilled(spools.source.open(*number)?)
            }
            (_, Some(opened)) => Chunk::Opened(&**opened),
            (bounds, None) => Chunk::Bounds(bounds),
        };
        self.session.code.pass(&mut *reader.source, chunk, pass)
    }
}
