//! A run, from top to bottom.

mod close;
mod commit;
mod dry;
mod effective;
mod held;
mod hooks;
mod lease;
mod lost;
mod monitor;
mod names;
mod open;
pub(crate) mod plan;
mod preview;
mod readers;
mod retry;
mod route;
mod session;
mod settle;
mod shape;
mod steps;
mod stream;
pub(crate) mod task;
mod view;
mod work;
mod workers;

use std::sync::Mutex;
use std::time::Instant;

use crate::clock;
use crate::database::{Database, fault};
use crate::error::{Error, Kind, Result};
use crate::failpoint;
use crate::ledger::chunk::ChunkRow;
use crate::ledger::step::{self, Kind as StepKind};
use crate::ledger::{chunk, run};
use crate::options::Options;
use crate::program::Compiled;
use crate::progress;
use crate::report::{Report, RunError, Status};
use crate::source::bounds::Bounds;
use crate::source::{Source, SourceReader};
use crate::target::OurIndex;
use close::Closing;
use lease::{Lease, fence, fenced};
use open::{OpenRun, Opening};
use plan::{Plan, Planned, Planner, Way};
pub(crate) use preview::preview;
use readers::{open_sources, queue, readers, workers};
use retry::Pauses;
use route::route;
pub(crate) use session::Session;
use steps::Steps;
use work::{Sink, Work, lock};

#[cfg(test)]
pub(crate) use view::PlannedChunk;
pub(crate) use view::{PlanView, check, ddl, plan, warnings};

/// Runs a job: resolve, lease, open, plan, work, close.
pub(crate) fn run(job: &Compiled, options: &Options) -> Result<Report, RunError> {
    let clock = Instant::now();
    let session = Session::resolve(job, options)?;
    if options.dry_run {
        return workers::guarded(|| Ok(dry::run(&session, clock)))?;
    }
    // Whatever was done of this may be done again.
    let mut had_lease = false;
    let (mut writer, lease) = retry::again(&session, || {
        let mut writer = session.open_writer()?;
        writer.be_patient(true)?;
        lease::check_direct(&session, &mut writer)?;
        shape::check_access(&session, &mut writer)?;
        let prepared = session.ledger.prepare(&mut writer, !options.no_ddl);
        prepared.map_err(|error| match error.kind() {
            Kind::Usage if error.advice().is_none() => {
                error.help(format!("`{} ddl` prints the statements", session.info.name))
            }
            _ => error,
        })?;
        failpoint::reach("ledger.created")?;
        let lease = lease::acquire(&session, &mut writer, &mut had_lease)?;
        Ok((writer, lease))
    })?;
    // A run that has only steps left has loaded its files, and is told by them all the same.
    let left = open::closed_unfinished(&session, &mut writer)?;
    let asked = match left {
        Some(_) => lost::unasked(),
        None => lost::ask(&session),
    };
    let (mut origin, mut notes) = session.find_source(Some(&mut writer), left, &*asked)?;
    let mut is_new = false;
    let prepare = |writer: &mut Database| prepare_target(&session, writer, &mut is_new);
    let target_shape = retry::settled(&session, &mut writer, lease.token, prepare, |_| Ok(None))?;
    shape::check_source(&*origin)?;
    let mut identity = open::identity(&session, &*origin, &target_shape)?;
    let opening = open::decide(&session, &identity, is_new, &mut writer)?;
    if left.is_some() && matches!(opening, Opening::Fresh { .. }) {
        (origin, notes) = session.find_source(Some(&mut writer), None, &*lost::ask(&session))?;
        identity = open::identity(&session, &*origin, &target_shape)?;
    }
    // Only files that were passed over explain a load without a row; what is said about the run
    // does not.
    let nothing_new = origin.is_passed_over() && !notes.is_empty();
    if let (Some(run_id), Opening::Fresh { .. }) = (left, &opening)
        && !is_new
        && !session.options.no_ddl
    {
        // A fresh run passes over the hooks of one whose rows are in; its indexes are for those
        // rows.
        notes.extend(
            Steps {
                session: &session,
                run_id,
                token: lease.token,
            }
            .work_off(&mut writer, &[StepKind::Indexes])?,
        );
    }
    let open = open::open(&session, &*origin, &identity, opening, &mut writer, &lease)?;
    notes.extend(open.note.clone());

    let mut running = Running {
        session: &session,
        origin: &*origin,
        open,
        lease: &lease,
        nothing_new,
    };
    let writer = Mutex::new(writer);
    let outcome = workers::guarded(|| running.work_to_the_end(&writer, &mut notes));
    running.report(&writer, outcome, notes, clock)
}

/// Creates the target and its special members where they are missing, and compares its shape with
/// the job's. Returns the shape. `is_new`: whether the table was created, by this attempt or one
/// before it.
fn prepare_target(
    session: &Session<'_>,
    writer: &mut Database,
    is_new: &mut bool,
) -> Result<String> {
    let target = &session.target;
    if !target.exists(writer)? {
        shape::check_missing(session, writer)?;
        *is_new = true;
        target.create(writer)?;
        failpoint::reach("target.created")?;
    }
    let found = shape::check_target(session, writer)?;
    let members = target.sql(|statements| statements.insert_member);
    writer.batch(&members).map_err(|error| {
        fault(
            error,
            format!("cannot insert the special members of {}", target.name()),
        )
    })?;
    failpoint::reach("target.prepared")?;
    Ok(found)
}

/// Builds what is missing of the indexes of a table that holds rows: before the load, which seeks
/// keys and versions by them. It can do without those that are not unique, and only tells why they
/// are not there.
fn build_indexes(session: &Session<'_>, writer: &mut Database) -> Result<Vec<String>> {
    session
        .target
        .create_unique(writer)
        .map_err(|error| session.target.blame_index(writer, error))?;
    failpoint::reach("indexes.unique")?;
    match session.target.create_index(writer, OurIndex::Versions) {
        Err(error) if error.kind() != Kind::Transient => Ok(vec![error.chain()]),
        built => built.map(|()| Vec::new()),
    }
}

/// A run that is open in the ledger.
struct Running<'a> {
    session: &'a Session<'a>,
    origin: &'a dyn Source,
    open: OpenRun,
    lease: &'a Lease,
    nothing_new: bool,
}

impl Running<'_> {
    /// Works the run off. Chunks that a server lost, with commits that it had confirmed, are worked
    /// again, and a snapshot of the source that is lost is replaced by another: the run is taken up
    /// as another process would do it, as often as a chunk is tried, counted anew wherever chunks
    /// were done meanwhile.
    fn work_to_the_end(
        &mut self,
        writer: &Mutex<Database>,
        notes: &mut Vec<String>,
    ) -> Result<Done> {
        let session = self.session;
        let settings = &session.settings;
        let (mut times, mut chunks_done, mut pauses) = (1, 0, Pauses::of(settings));
        loop {
            let reason = match self.execute(writer) {
                Ok(Ended::Done(done)) => return Ok(done),
                Ok(Ended::ChunksLeft(left)) => Error::failed(format!(
                    "{left} chunks whose commits the server had confirmed are not in the ledger"
                ))
                .help(
                    "is its synchronous_commit off, or was it failed over? committed chunks are \
                     kept: run again",
                ),
                Err(error) if !session.options.stop.requested() && self.origin.lost_snapshot() => {
                    error
                }
                Err(error) => return Err(error),
            };
            let mut writer = lock(writer);
            if let Err(error) = lease::revive(session, &mut writer, self.lease.token) {
                return Err(if error.kind() == Kind::Held {
                    error
                } else {
                    reason
                });
            }
            let row = run::latest(&session.ledger, &mut writer)?
                .filter(|row| row.run_id == self.open.run_id);
            let row = row.ok_or_else(|| {
                Error::failed(format!(
                    "run {} is not in the ledger any more",
                    self.open.run_id
                ))
            })?;
            let done = chunk::list(&session.ledger, &mut writer, row.run_id)?
                .iter()
                .filter(|chunk| chunk.done)
                .count();
            if done > chunks_done {
                (times, chunks_done, pauses) = (1, done, Pauses::of(settings));
            }
            if times >= settings.retry_max_attempts.value || row.plan.is_none() {
                return Err(reason);
            }
            notes.push(format!("taken up again: {}", reason.chain()));
            let resumed = self.open.resumed;
            self.open = OpenRun {
                resumed,
                ..open::take_up(session, self.origin, &row, &mut writer, self.lease)?
            };
            drop(writer);
            if !pauses.wait(|| session.options.stop.requested()) {
                return Err(Error::stopped());
            }
            times += 1;
        }
    }

    /// Plans (or takes up the plan), works the chunks off, closes, does what follows.
    fn execute(&self, writer: &Mutex<Database>) -> Result<Ended> {
        let Running {
            session, origin, ..
        } = *self;
        let progress = &session.options.progress;
        let steps = Steps {
            session,
            run_id: self.open.run_id,
            token: self.lease.token,
        };
        if self.open.closed {
            let notes = self.behind_the_close(&mut lock(writer), &steps)?;
            return Ok(Ended::Done(Done { workers: 0, notes }));
        }
        let mut notes = Vec::new();
        let mut open = self.open.clone();
        if open.outline.is_none() {
            steps.work_off(&mut lock(writer), &[StepKind::BeforeRun])?;
            let measure = |writer: &mut Database| {
                fenced(&session.ledger, writer, self.lease.token, |writer| {
                    open::measure(session, writer, &mut open)?;
                    failpoint::reach("measure.before_commit")
                })?;
                failpoint::reach("measure.committed")
            };
            // Another measuring before the plan is made finds the same.
            retry::settled(
                session,
                &mut lock(writer),
                self.lease.token,
                measure,
                |_| Ok(None),
            )?;
            if !open.before.initial && !session.options.no_ddl {
                notes.extend(build_indexes(session, &mut lock(writer))?);
            }
        }
        progress.phase("planning");
        let mut sources = retry::again(session, || {
            let sources = open_sources(session, origin)?;
            failpoint::reach("source.opened").map(|()| sources)
        })?;
        let (plan, rows) = self.plan(
            &open,
            &mut lock(writer),
            sources.first_mut().map(|source| &mut **source),
        )?;
        let todo: Vec<u64> = rows
            .iter()
            .filter(|row| !row.done)
            .map(|row| row.chunk)
            .collect();
        let workers = workers(session, &plan, todo.len(), sources.len());
        let committed = run::totals(&session.ledger, &mut lock(writer), open.run_id)?.0;
        progress.planned(
            progress::Plan {
                chunks: plan.chunks.len() as u64,
                chunks_done: (plan.chunks.len() - todo.len()) as u64,
                rows_estimated: rows
                    .iter()
                    .filter(|row| !row.done)
                    .fold(0, |sum, row| sum.saturating_add(row.estimated_rows)),
                workers,
            },
            &committed,
        );
        let sink = Sink::Ledger {
            writer,
            token: self.lease.token,
        };
        let mut work = Work::of(session, origin, &open, &plan, sink, self.nothing_new);
        // A stale note is checked again by reading its chunk. So is the chunk of NULL keys: a row
        // that has lost its key since could be any of those that the run finds missing now.
        let mut stale =
            chunk::stale_missing(&session.ledger, &mut lock(writer), open.run_id, open.epoch)?;
        if let Some(number) = stale
            .iter()
            .find(|number| !(1..=rows.len() as u64).contains(number))
        {
            return Err(Error::failed(format!(
                "the ledger notes a missing key of chunk {number}, which run {} does not have",
                open.run_id
            ))
            .help("the ledger was changed by other hands; run with --fresh"));
        }
        if open.resumed && origin.may_move() {
            let is_done_null_key = |(planned, row): &(&Planned, &ChunkRow)| {
                row.done && planned.bounds == Bounds::NullKey
            };
            stale.extend(
                plan.chunks
                    .iter()
                    .zip(&rows)
                    .filter(is_done_null_key)
                    .map(|(_, row)| row.chunk),
            );
        }
        if plan.outline.way == Way::Partition {
            progress.phase("routing");
            let wanted: Vec<bool> = rows
                .iter()
                .map(|row| !row.done || stale.contains(&row.chunk))
                .collect();
            work.spools = Some(route(
                &work,
                sources.first_mut().map(|source| &mut **source),
                &wanted,
            )?);
            sources.iter_mut().try_for_each(|source| source.let_go())?;
        }
        progress.phase("loading");
        let mut readers = readers(sources, workers, || {
            lease::open_worker(session, self.lease.token)
        })?;
        let queue = queue(origin, &plan, &todo);
        if let Some(reader) = readers.first_mut().filter(|_| !stale.is_empty()) {
            work.recheck_missing(&stale, &mut lock(writer), self.lease.token, reader)?;
        }
        lock(writer).be_patient(false)?;
        let worked = work.run(&*queue, readers);
        lock(writer).be_patient(true)?;
        // The totals are told either way; what ended the run is told before a heartbeat that could
        // not be written, unless another run has the target now.
        let alive = lease::revive(session, &mut lock(writer), self.lease.token);
        let totals = alive.and_then(|()| {
            run::heartbeat(
                &session.ledger,
                &mut lock(writer),
                open.run_id,
                workers,
                work.retries(),
            )
        });
        match totals {
            Err(held) if held.kind() == Kind::Held => return Err(held),
            totals => worked.and(totals)?,
        }
        work.settle(&mut lock(writer), self.lease.token)?;
        progress.phase("closing");
        failpoint::reach("indexes.before")?;
        notes.extend(steps.work_off(&mut lock(writer), &[StepKind::Indexes])?);
        let close = |writer: &mut Database| work.close(writer, self.lease.token, workers);
        let known = |writer: &mut Database| {
            Ok(run::is_closed(&session.ledger, writer, open.run_id)?
                .then(|| Closing::Closed(Vec::new())))
        };
        match retry::settled(session, &mut lock(writer), self.lease.token, close, known)? {
            Closing::ChunksLeft(left) => return Ok(Ended::ChunksLeft(left)),
            Closing::Closed(told) => notes.extend(told),
        }
        notes.extend(self.behind_the_close(&mut lock(writer), &steps)?);
        Ok(Ended::Done(Done { workers, notes }))
    }

    /// The plan: taken up from the ledger by a resumed run, made and written there by a fresh one.
    fn plan(
        &self,
        open: &OpenRun,
        writer: &mut Database,
        source: Option<&mut dyn SourceReader>,
    ) -> Result<(Plan, Vec<ChunkRow>)> {
        let Running { session, lease, .. } = *self;
        let ledger = &session.ledger;
        if let Some(outline) = &open.outline {
            return Plan::of_ledger(ledger, writer, open.run_id, outline);
        }
        let (initial, current_keys) = (open.before.initial, open.before.current_keys);
        let plan = Planner {
            session,
            source,
            target: Some(&mut *writer),
            initial,
            current_keys,
        }
        .plan()?;
        let json = |planned: &Planned| {
            let bounds = serde_json::to_string(&planned.bounds)
                .map_err(|error| Error::failed("cannot write a chunk's bounds").because(error))?;
            Ok((bounds, planned.estimated_rows))
        };
        let rows = plan.chunks.iter().map(json).collect::<Result<Vec<_>>>()?;
        let planning = |error| fault(error, "cannot write the plan into the ledger");
        let indexes: &[_] = if initial && !session.options.no_ddl {
            &[(StepKind::Indexes, step::UNIQUE)]
        } else {
            &[]
        };
        let write = |writer: &mut Database| {
            let mut transaction = writer.transaction().map_err(planning)?;
            fence(ledger, &mut transaction, lease.token)?;
            chunk::insert_plan(ledger, &mut transaction, open.run_id, &rows)?;
            run::planned(
                ledger,
                &mut transaction,
                open.run_id,
                &open::outline_json(&plan.outline),
                plan.chunks.len() as u64,
            )?;
            step::plan(ledger, &mut transaction, open.run_id, indexes)?;
            failpoint::reach("plan.before_commit")?;
            transaction.commit().map_err(planning)?;
            failpoint::reach("plan.committed")
        };
        let known =
            |writer: &mut Database| Ok(run::is_planned(ledger, writer, open.run_id)?.then_some(()));
        retry::settled(session, writer, lease.token, write, known)?;
        Ok((plan, chunk::list(ledger, writer, open.run_id)?))
    }

    /// What follows the closing transaction: the rows are safe, and are never loaded again,
    /// whatever happens here.
    fn behind_the_close(&self, database: &mut Database, steps: &Steps<'_>) -> Result<Vec<String>> {
        let ledger = &self.session.ledger;
        let run_id = self.open.run_id;
        let mut notes = steps.work_off(
            database,
            &[
                StepKind::Indexes,
                StepKind::Statistics,
                StepKind::AfterSuccess,
            ],
        )?;
        let finish = |database: &mut Database| {
            // The session may be another than the one that closed, or a hook may have set it.
            database.be_durable()?;
            fenced(ledger, database, self.lease.token, |writer| {
                run::finish(ledger, writer, run_id, Status::Succeeded, None)?;
                failpoint::reach("finish.before_commit")
            })?;
            failpoint::reach("finish.committed")
        };
        let known = |database: &mut Database| {
            Ok(run::has_succeeded(ledger, database, run_id)?.then_some(()))
        };
        retry::settled(self.session, database, self.lease.token, finish, known)?;
        let place = self.session.connections.target.database()?.ledger();
        let expired = run::expire(
            ledger,
            database,
            place.keep_runs_days,
            place.keep_rejects_days,
        );
        notes.extend(expired.err().map(|error| error.chain()));
        Ok(notes)
    }

    /// Writes how the run ended, and tells it from the ledger.
    fn report(
        &self,
        writer: &Mutex<Database>,
        outcome: Result<Done>,
        notes: Vec<String>,
        clock: Instant,
    ) -> Result<Report, RunError> {
        let mut writer = lock(writer);
        if outcome.is_err() {
            // The run's last word is wanted even where its connection was what failed.
            let _ = lease::revive(self.session, &mut writer, self.lease.token);
        }
        let ledger = &self.session.ledger;
        let run_id = self.open.run_id;
        let mut report = Report {
            run_id,
            job: self.session.info.name,
            status: Status::Succeeded,
            resumed: self.open.resumed,
            effective_at: clock::text(self.open.effective_at),
            counts: Default::default(),
            chunks: 0,
            workers: self.session.options.progress.snapshot().workers,
            retries: 0,
            elapsed_ms: 0,
            notes,
        };
        let error = match outcome {
            Ok(done) => {
                report.workers = done.workers;
                report.notes.extend(done.notes);
                None
            }
            Err(error) => {
                report.status = self.ended(&mut writer, &error);
                Some(error)
            }
        };
        match run::totals(ledger, &mut writer, run_id) {
            Ok((counts, chunks, retries)) => {
                (report.counts, report.chunks, report.retries) = (counts, chunks, retries)
            }
            Err(unread) if error.is_none() => {
                return Err(RunError {
                    error: unread,
                    report: Some(Box::new(report)),
                });
            }
            Err(_) => {}
        }
        report.elapsed_ms = u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX);
        match error {
            None => Ok(report),
            Some(error) => Err(RunError {
                error,
                report: Some(Box::new(report)),
            }),
        }
    }

    /// Notes in the ledger that the run ended with an error, unless its last word was said before.
    fn ended(&self, writer: &mut Database, error: &Error) -> Status {
        let ledger = &self.session.ledger;
        let status = match error.kind() {
            Kind::Stopped => Status::Stopped,
            Kind::Refused | Kind::Conflict => Status::Refused,
            Kind::Usage | Kind::Transient | Kind::Failed | Kind::Held => Status::Failed,
        };
        // Whoever took the lease decides about this run now.
        if error.kind() != Kind::Held {
            // The database may be what failed: the exit code and the error say it all the same.
            let say = |writer: &mut Database| {
                run::finish(
                    ledger,
                    writer,
                    self.open.run_id,
                    status,
                    Some(&error.chain()),
                )?;
                failpoint::reach("failure.before_commit")
            };
            let _ = fenced(ledger, writer, self.lease.token, say)
                .and_then(|()| failpoint::reach("failure.committed"));
        }
        // What went wrong behind the run's last word does not change it.
        if let Ok(true) = run::has_succeeded(ledger, writer, self.open.run_id) {
            return Status::Succeeded;
        }
        if status == Status::Failed && error.kind() != Kind::Held {
            // What failed is told; what fails on top of it would only hide it.
            let _ = self
                .session
                .info
                .hooks
                .after_failure
                .iter()
                .try_for_each(|sql| self.after_failure(writer, sql));
        }
        status
    }

    fn after_failure(&self, writer: &mut Database, sql: &str) -> Result<()> {
        let failed = |error| fault(error, "the hook after_failure failed");
        let mut transaction = writer.transaction().map_err(failed)?;
        hooks::execute(self.session, &mut transaction, sql)?;
        failpoint::reach("after_failure.before_commit")?;
        transaction.commit().map_err(failed)?;
        failpoint::reach("after_failure.committed")
    }
}

/// How the work on a run ended.
enum Ended {
    Done(Done),
    /// So many chunks that were done are not so any more.
    ChunksLeft(u64),
}

/// What a run that came to its end tells.
struct Done {
    workers: usize,
    notes: Vec<String>,
}
