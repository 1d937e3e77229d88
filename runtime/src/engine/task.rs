//! Chunks as tasks: a chunk is done once, whichever process executes it. What a task does not hold
//! is in the ledger, in the source, and in the settings of the process that executes it.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::lease::{self, fence};
use super::lost;
use super::open::{self, OpenRun};
use super::plan::{Plan, Planned, Way};
use super::readers::{open_sources, queue, readers};
use super::route::route;
use super::session::Session;
use super::shape;
use super::work::{Sink, Work, lock};
use crate::error::{Error, Result};
use crate::ledger::chunk::{self, ChunkRow};
use crate::ledger::run;
use crate::options::Options;
use crate::program::Compiled;
use crate::source::bounds::Bounds;

/// A chunk of a run, for whichever process executes it. It holds no secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    job: String,
    run: i64,
    chunk: u64,
    bounds: Bounds,
    epoch: i64,
    token: i64,
}

/// The chunks that are still to be done of the target's latest run, if it is planned and not
/// closed.
pub(crate) fn tasks(job: &Compiled, options: &Options) -> Result<Vec<Task>> {
    let session = Session::resolve(job, options)?;
    let ledger = &session.ledger;
    let mut reader = session.open_reader()?;
    let Some(database) = session.ledger_of(&mut reader)? else {
        return Ok(Vec::new());
    };
    let Some(row) = run::latest(ledger, database)?.filter(|row| !row.is_closed()) else {
        return Ok(Vec::new());
    };
    let Some(outline) = &row.plan else {
        return Ok(Vec::new());
    };
    let token = lease::token(ledger, database)?;
    let (plan, rows) = Plan::of_ledger(ledger, database, row.run_id, outline)?;
    let task = |(planned, row_of): (Planned, &ChunkRow)| Task {
        job: row.identity.job.clone(),
        run: row.run_id,
        chunk: row_of.chunk,
        bounds: planned.bounds,
        epoch: row.epoch,
        token,
    };
    Ok(plan
        .chunks
        .into_iter()
        .zip(&rows)
        .filter(|(_, row)| !row.done)
        .map(task)
        .collect())
}

/// Executes tasks of one run, and gives how many of their chunks are done then: those that were
/// done before, and those that wait for what another row has, which the run itself writes when it
/// closes, among the rest. The lease stays with whoever has it: the token says whether it still is
/// who made the tasks.
pub(crate) fn work(job: &Compiled, options: &Options, tasks: &[Task]) -> Result<u64> {
    let Some(first) = tasks.first() else {
        return Ok(0);
    };
    let session = Session::resolve(job, options)?;
    let ledger = &session.ledger;
    if tasks
        .iter()
        .any(|task| (task.run, task.epoch, task.token) != (first.run, first.epoch, first.token))
    {
        return Err(Error::usage("the tasks are of several runs"));
    }
    let mut writer = session.open_writer()?;
    writer.be_patient(true)?;
    ledger.prepare(&mut writer, false)?;
    fence(ledger, &mut writer, first.token)?;
    let row =
        run::latest(ledger, &mut writer)?.filter(|row| row.run_id == first.run && !row.is_closed());
    let row = row.ok_or_else(|| {
        Error::usage(format!(
            "run {} is not one that is to be worked on",
            first.run
        ))
    })?;
    let (origin, _) =
        session.find_source(Some(&mut writer), Some(row.run_id), &*lost::unasked())?;
    let shape = shape::check_target(&session, &mut writer)?;
    shape::check_source(&*origin)?;
    let identity = open::identity(&session, &*origin, &shape)?;
    if let Some(difference) = open::difference(&session, &identity, &row) {
        return Err(Error::usage(format!(
            "the tasks of run {} cannot be executed: {difference}",
            row.run_id
        )));
    }
    let Some(outline) = &row.plan else {
        return Err(Error::usage(format!("run {} has no plan", row.run_id)));
    };
    let (plan, rows) = Plan::of_ledger(ledger, &mut writer, row.run_id, outline)?;
    let is_planned = |task: &Task| {
        let place = usize::try_from(task.chunk)
            .ok()
            .and_then(|number| number.checked_sub(1));
        place
            .and_then(|place| plan.chunks.get(place))
            .is_some_and(|planned| planned.bounds == task.bounds)
    };
    if let Some(task) = tasks
        .iter()
        .find(|task| task.job != session.info.name || !is_planned(task))
    {
        return Err(Error::usage(format!(
            "run {} of {} has no such chunk {} ({})",
            row.run_id, session.info.name, task.chunk, task.bounds
        )));
    }
    let mut todo: Vec<u64> = rows
        .iter()
        .filter(|row| !row.done)
        .map(|row| row.chunk)
        .collect();
    todo.retain(|number| tasks.iter().any(|task| task.chunk == *number));

    let run = OpenRun::of(&row, first.epoch)?;
    let mut sources = open_sources(&session, &*origin)?;
    let workers = sources.len().min(todo.len()).max(1);
    writer.be_patient(false)?;
    let writer = Mutex::new(writer);
    let mut work = Work::of(
        &session,
        &*origin,
        &run,
        &plan,
        Sink::Ledger {
            writer: &writer,
            token: first.token,
        },
        false,
    );
    if plan.outline.way == Way::Partition {
        // Its own partitions alone: others are other processes'.
        let wanted: Vec<bool> = rows.iter().map(|row| todo.contains(&row.chunk)).collect();
        work.spools = Some(route(
            &work,
            sources.first_mut().map(|source| &mut **source),
            &wanted,
        )?);
    }
    let readers = readers(sources, workers, || {
        lease::open_worker(&session, first.token)
    })?;
    work.run(&*queue(&*origin, &plan, &todo), readers)?;
    work.settle(&mut lock(&writer), first.token)?;
    let rows = chunk::list(ledger, &mut lock(&writer), row.run_id)?;
    Ok(rows
        .iter()
        .filter(|row| row.done && tasks.iter().any(|task| task.chunk == row.chunk))
        .count() as u64)
}
