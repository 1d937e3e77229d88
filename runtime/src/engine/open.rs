//! Opening a run: an unfinished one is gone on with where that is sound, else a fresh one begins.

use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::effective::{check_effective, effective_at, undo};
use super::lease::{Lease, fence, fenced};
use super::retry::settled;
use super::session::Session;
use super::steps::of_hooks;
use crate::clock;
use crate::database::{Database, fault, identifier, values};
use crate::error::{Error, Result};
use crate::failpoint;
use crate::info::From;
use crate::ledger::run::{Before, Identity, NewRun, RunRow};
use crate::ledger::step::{self, Kind as StepKind};
use crate::ledger::{FORMAT, run};
use crate::options::ResumeMode;
use crate::report::Status;
use crate::settings::params;
use crate::source::Source;
use crate::value::TimestampTz;

/// A run that is open in the ledger.
#[derive(Debug, Clone)]
pub(crate) struct OpenRun {
    pub(crate) run_id: i64,
    pub(crate) resumed: bool,
    /// Which state of the source this process reads: a new one for each snapshot.
    pub(crate) epoch: i64,
    pub(crate) effective_at: TimestampTz,
    pub(crate) started_at: TimestampTz,
    /// What the target held when the run was planned.
    pub(crate) before: Before,
    /// The plan's outline, where it was made already.
    pub(crate) outline: Option<String>,
    /// All its rows are in: only steps are left.
    pub(crate) closed: bool,
    /// What a user wants to know about it.
    pub(crate) note: Option<String>,
}

impl OpenRun {
    /// The run that a row of the ledger is about, over this state of the source.
    pub(super) fn of(row: &RunRow, epoch: i64) -> Result<OpenRun> {
        let effective_at = row.effective()?;
        Ok(OpenRun {
            run_id: row.run_id,
            resumed: true,
            epoch,
            effective_at,
            started_at: clock::parse(&row.started_at).unwrap_or(effective_at),
            before: row.before,
            outline: row.plan.clone(),
            closed: row.is_closed(),
            note: None,
        })
    }
}

/// What makes a run this run.
pub(crate) fn identity(
    session: &Session<'_>,
    origin: &dyn Source,
    shape: &str,
) -> Result<Identity> {
    let place = session.connections.target.identity()?;
    Ok(Identity {
        job: session.info.name.to_owned(),
        spec_digest: session.info.digest.to_owned(),
        params: params::to_json(session.info.params, &session.params).to_string(),
        source_fingerprint: origin.fingerprint()?,
        target_fingerprint: format!(
            "{:016x}",
            xxh3_64(format!("{}\0{}\0{shape}", place, session.target.name()).as_bytes())
        ),
    })
}

/// What is done about the latest run.
pub(super) enum Opening {
    /// It is gone on with.
    TakeUp(RunRow),
    /// A fresh run begins, and takes its place where it was unfinished; what a user wants to know
    /// about that.
    Fresh {
        latest: Option<RunRow>,
        note: Option<String>,
    },
}

/// The job's latest run, if all its rows are in and steps are left of it.
pub(super) fn closed_unfinished(
    session: &Session<'_>,
    writer: &mut Database,
) -> Result<Option<i64>> {
    Ok(
        run::latest_with_steps(&session.ledger, writer, session.info.name)?
            .map(|latest| latest.run_id),
    )
}

/// Decides whether the latest run is gone on with. `is_new`: the target was created just now.
pub(super) fn decide(
    session: &Session<'_>,
    identity: &Identity,
    is_new: bool,
    writer: &mut Database,
) -> Result<Opening> {
    let mut latest = run::latest(&session.ledger, writer)?;
    // Another job's run that came between changes nothing: a run of this job whose rows are all in
    // is not loaded again, and the other job's steps are its own.
    if latest
        .as_ref()
        .is_some_and(|latest| latest.identity.job != identity.job)
    {
        let own = run::latest_with_steps(&session.ledger, writer, &identity.job)?;
        latest = own.or(latest.filter(|latest| !latest.is_closed()));
    }
    let obstacle = match &latest {
        Some(latest) => obstacle(session, identity, is_new, latest, writer)?,
        None => Some(Obstacle::Silent),
    };
    let opening = match (latest, obstacle) {
        (Some(latest), None) => return Ok(Opening::TakeUp(latest)),
        (Some(latest), Some(Obstacle::Says(why))) => {
            let what = if latest.is_closed() {
                format!(
                    "what was left of run {} is passed over: {why}",
                    latest.run_id
                )
            } else {
                format!("run {} is not resumed: {why}", latest.run_id)
            };
            if session.options.resume == ResumeMode::Resume {
                return Err(Error::usage(what).help("run with --fresh to begin again"));
            }
            return Ok(Opening::Fresh {
                latest: Some(latest),
                note: Some(what),
            });
        }
        (latest, _) => Opening::Fresh { latest, note: None },
    };
    if session.options.resume == ResumeMode::Resume {
        return Err(Error::usage(format!(
            "there is no unfinished run of {} to resume",
            session.target.name()
        )));
    }
    Ok(opening)
}

/// Opens the run as it was decided.
pub(super) fn open(
    session: &Session<'_>,
    origin: &dyn Source,
    identity: &Identity,
    opening: Opening,
    writer: &mut Database,
    lease: &Lease,
) -> Result<OpenRun> {
    match opening {
        Opening::TakeUp(latest) => take_up(session, origin, &latest, writer, lease),
        Opening::Fresh { latest, note } => {
            fresh(session, identity, latest.as_ref(), writer, lease, note)
        }
    }
}

/// Why the latest run is not gone on with.
enum Obstacle {
    /// It is finished, or the user wants a fresh one: nothing to say.
    Silent,
    Says(String),
}

fn obstacle(
    session: &Session<'_>,
    identity: &Identity,
    is_new: bool,
    run: &RunRow,
    writer: &mut Database,
) -> Result<Option<Obstacle>> {
    let mode = session.options.resume;
    let unfinished = run.is_unfinished();
    // A refused run waits for someone's decision: it is gone on with only when asked for.
    let refused = run.status == "REFUSED" && mode == ResumeMode::Resume;
    if mode == ResumeMode::Fresh || !(unfinished || refused) {
        return Ok(Some(Obstacle::Silent));
    }
    let says = |text: &str| Ok(Some(Obstacle::Says(text.to_owned())));
    if let Some(difference) = difference(session, identity, run) {
        return says(&difference);
    }
    let old = &run.identity;
    // What its chunks wrote went with the old table.
    if is_new {
        return says("the target table was gone");
    }
    // A run whose rows are all in is never loaded again, whatever became of the table since; unless
    // its rows went with it.
    if old.target_fingerprint != identity.target_fingerprint
        && (!run.is_closed() || session.target.is_empty(writer)?)
    {
        return says(
            "the target table changed since: its columns are others, or it was made anew or \
             truncated",
        );
    }
    if session
        .options
        .effective_at
        .is_some_and(|given| clock::text(given) != run.effective_at)
    {
        return says(&format!("its effective time is {}", run.effective_at));
    }
    if mode == ResumeMode::Auto {
        if !session.settings.resume.value {
            return says("the setting checkpoint.enabled is false");
        }
        let limit = session.settings.resume_within.value;
        // What follows the close is tried again and again, and each attempt is a sign of life.
        let last = run.closed_at.as_ref().unwrap_or(&run.heartbeat_at);
        let age = clock::parse(last).map(|last| (clock::now() - last).to_std().unwrap_or_default());
        if age.is_none_or(|age| age > limit) {
            let what = if run.is_closed() {
                "its close"
            } else {
                "its last sign of life"
            };
            return says(&format!(
                "{what} is older than checkpoint.resume_within ({} s)",
                limit.as_secs()
            ));
        }
    }
    if run.is_closed() {
        return Ok(None);
    }
    Ok(shortage(session, run, writer)?.map(Obstacle::Says))
}

/// Why a run is none that this program, its params and its source can work on.
pub(super) fn difference(
    session: &Session<'_>,
    identity: &Identity,
    run: &RunRow,
) -> Option<String> {
    let old = &run.identity;
    let words = if old.job != identity.job {
        return Some(format!("it is a run of the job {}", old.job));
    } else if old.spec_digest != identity.spec_digest {
        "the job's spec changed since"
    } else if old.params != identity.params {
        "it had other params"
    } else if run.format != FORMAT {
        "another version of the runtime made it"
    } else if old.source_fingerprint != identity.source_fingerprint {
        match session.info.source.from {
            From::File { .. } => "a source file changed since (its size or digest is another)",
            From::Table(_) | From::Query(_) => "it read another source",
        }
    } else {
        return None;
    };
    Some(words.to_owned())
}

/// What the ledger says that the run has written, and the table does not hold any more: it was
/// truncated, restored, or deleted from.
fn shortage(session: &Session<'_>, run: &RunRow, writer: &mut Database) -> Result<Option<String>> {
    if run.plan.is_none() {
        return Ok(None);
    }
    let target = &session.target;
    let inserted = run::inserted(&session.ledger, writer, run.run_id)?;
    if !session.info.target.key.is_empty() {
        let (held, expected) = (
            target.count_current(writer)?,
            run.before.current_keys + inserted,
        );
        // A first load looks for no row that is there: of what others have put into the table it
        // would make a second one.
        if run.before.initial && held > expected {
            return Ok(Some(format!(
                "{} holds {held} current rows, and this first load has written {inserted}",
                target.name()
            )));
        }
        let words = format!(
            "{} holds {held} current rows, and after its committed chunks it held at least \
             {expected}",
            target.name()
        );
        return Ok((held < expected).then_some(words));
    }
    let Some(column) = session.info.target.audit.inserted_run else {
        return Ok(None);
    };
    let sql = format!(
        "SELECT count(*) FROM {} WHERE {} = ?1",
        target.quoted(),
        identifier(column)
    );
    let held: u64 = writer
        .query_row(&sql, values![run.run_id], |row| row.get(0))
        .map_err(|error| {
            fault(
                error,
                format!("cannot count the run's rows in {}", target.name()),
            )
        })?;
    Ok((held != inserted).then(|| {
        format!(
            "{} holds {held} of its rows, and its committed chunks inserted {inserted}",
            target.name()
        )
    }))
}

/// Goes on with a run of the ledger.
pub(super) fn take_up(
    session: &Session<'_>,
    origin: &dyn Source,
    row: &RunRow,
    writer: &mut Database,
    lease: &Lease,
) -> Result<OpenRun> {
    let no_epoch = || {
        Error::failed(format!(
            "the ledger gives run {} an epoch that no run comes to",
            row.run_id
        ))
        .help("the ledger was changed by other hands; run with --fresh")
    };
    let epoch = row
        .epoch
        .checked_add(i64::from(origin.may_move()))
        .ok_or_else(no_epoch)?;
    let settings = session.settings.to_json().to_string();
    let reopen = |writer: &mut Database| {
        fenced(&session.ledger, writer, lease.token, |writer| {
            run::reopen(&session.ledger, writer, row.run_id, epoch, &settings)?;
            failpoint::reach("reopen.before_commit")
        })?;
        failpoint::reach("reopen.committed")
    };
    // To reopen it once more changes nothing.
    settled(session, writer, lease.token, reopen, |_| Ok(None))?;
    let note = format!(
        "goes on with run {} ({}{}){}",
        row.run_id,
        row.status.to_lowercase(),
        row.message
            .as_deref()
            .map(|message| format!(": {message}"))
            .unwrap_or_default(),
        if row.is_closed() {
            ": all its rows are in, what follows the load is done"
        } else {
            ""
        }
    );
    Ok(OpenRun {
        note: Some(note),
        ..OpenRun::of(row, epoch)?
    })
}

fn fresh(
    session: &Session<'_>,
    identity: &Identity,
    latest: Option<&RunRow>,
    writer: &mut Database,
    lease: &Lease,
    note: Option<String>,
) -> Result<OpenRun> {
    let ledger = &session.ledger;
    let latest_known = run::latest(ledger, writer)?.is_some();
    let started_at = clock::now();
    let effective_at = effective_at(session, started_at)?;
    let repeated = check_effective(session, writer, effective_at)?;
    let hooks = of_hooks(StepKind::BeforeRun, session.info.hooks.before_run);
    // Its rows are in and stay; only what would have followed them is passed over.
    let closed = latest
        .filter(|latest| latest.is_closed() && latest.is_unfinished())
        .map(|latest| latest.run_id);

    let opening = |error| fault(error, "cannot open the run");
    let open = |writer: &mut Database| {
        let mut transaction = writer.transaction().map_err(opening)?;
        fence(ledger, &mut transaction, lease.token)?;
        let mut old = run::unfinished(ledger, &mut transaction)?;
        remove_abandoned(session, &mut transaction, &old)?;
        undo(session, &mut transaction, &repeated, effective_at)?;
        let floor = if latest_known {
            0
        } else {
            largest_run(session, &mut transaction)?
        };
        let settings = session.settings.to_json().to_string();
        let run_id = run::insert(
            ledger,
            &mut transaction,
            floor,
            &NewRun {
                identity,
                effective_at,
                started_at,
                settings,
            },
        )?;
        if let Some(closed) = closed {
            leave(session, &mut transaction, closed, run_id)?;
        }
        old.retain(|run| *run != run_id);
        run::supersede(ledger, &mut transaction, &old, run_id)?;
        step::plan(ledger, &mut transaction, run_id, &hooks)?;
        failpoint::reach("open.before_commit")?;
        transaction.commit().map_err(opening)?;
        failpoint::reach("open.committed")?;
        Ok(run_id)
    };
    let known = |writer: &mut Database| run::opened(ledger, writer, started_at);
    let run_id = settled(session, writer, lease.token, open, known)?;
    Ok(OpenRun {
        run_id,
        resumed: false,
        epoch: 1,
        effective_at,
        started_at,
        before: Before::default(),
        outline: None,
        closed: false,
        note,
    })
}

/// Leaves a run whose rows are all in. Where no step is left it has only its last word to say,
/// which is good.
fn leave(session: &Session<'_>, database: &mut Database, closed: i64, by: i64) -> Result<()> {
    let ledger = &session.ledger;
    if step::skip(
        ledger,
        database,
        closed,
        &format!("run {by} began before it was done"),
    )? == 0
    {
        return run::finish(ledger, database, closed, Status::Succeeded, None);
    }
    run::leave(ledger, database, closed, by)
}

/// Rows that an abandoned load without a key left behind would be doubled by the fresh one.
fn remove_abandoned(session: &Session<'_>, database: &mut Database, runs: &[i64]) -> Result<()> {
    let sql = session.target.sql(|statements| statements.delete_run);
    if sql.is_empty() {
        return Ok(());
    }
    for run in runs {
        let removed = database.execute(&sql, values![*run]);
        let removed = removed
            .map_err(|error| fault(error, "cannot remove the rows that an abandoned run left"))?;
        let inserted = run::inserted(&session.ledger, database, *run)?;
        // Its rows and their count were committed together.
        if removed > inserted {
            return Err(Error::refused(format!(
                "{} holds {removed} rows of run {run}, and the ledger says that it inserted \
                 {inserted}: the others are not its own",
                session.target.name()
            ))
            .help(
                "does another job log number its runs for this table too? let all jobs of one \
                 table have the same `ledger` in connections.yaml",
            ));
        }
    }
    Ok(())
}

/// Notes what the target holds when the run is planned: hooks may have written to it before.
pub(crate) fn measure(
    session: &Session<'_>,
    database: &mut Database,
    open: &mut OpenRun,
) -> Result<()> {
    let current_keys = session.target.count_current(database)?;
    let initial = current_keys == 0 && session.target.is_empty(database)?;
    open.before = Before {
        initial,
        current_keys,
        scope_keys: session.target.count_in_scope(database)?,
    };
    run::measured(&session.ledger, database, open.run_id, &open.before)
}

/// The largest run number in the target, from before this ledger knew the table: new numbers begin
/// above, for rows are found by them.
fn largest_run(session: &Session<'_>, database: &mut Database) -> Result<i64> {
    let Some(column) = session.info.target.audit.inserted_run else {
        return Ok(0);
    };
    database
        .query_row(
            &format!(
                "SELECT coalesce(max({}), 0) FROM {}",
                identifier(column),
                session.target.quoted()
            ),
            values![],
            |row| row.get(0),
        )
        .map_err(|error| fault(error, "cannot read the largest run number in the target"))
}

/// The plan's outline as the ledger keeps it.
pub(crate) fn outline_json(outline: &super::plan::Outline) -> String {
    json!(outline).to_string()
}
