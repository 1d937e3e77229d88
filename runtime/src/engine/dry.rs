//! A dry run: the same reading, the same decisions, and nothing written, not even to the ledger.

use std::sync::Mutex;
use std::time::Instant;

use super::effective::{check_effective, effective_at};
use super::lost;
use super::open::OpenRun;
use super::plan::{Planner, Way};
use super::readers::{open_sources, queue, readers, workers};
use super::route::route;
use super::session::Session;
use super::shape;
use super::work::{DryRun, Sink, Work, lock};
use crate::clock;
use crate::database::Database;
use crate::diff::Diff;
use crate::diff::changes::{Action, Change, ChangeSet, Rules};
use crate::diff::slots::Slots;
use crate::error::{Error, Result};
use crate::info::{Change as ColumnChange, Load, Write};
use crate::ledger::run::Before;
use crate::progress;
use crate::report::{Counts, Report, RunError, Status};
use crate::source::Source;
use crate::target::Target;

/// Differences of each kind that a dry run shows.
const SAMPLES: usize = 5;

/// What a dry run counts, and what it shows samples with.
struct Counting<'a> {
    totals: Mutex<Totals>,
    target: &'a Target,
    /// To look at current rows; `None`: there is no target yet.
    connection: Mutex<Option<Database>>,
}

#[derive(Debug, Default)]
struct Totals {
    counts: Counts,
    keyless: u64,
    missing: u64,
    samples: Vec<(&'static str, String)>,
}

impl Totals {
    fn sample(&mut self, kind: &'static str, text: impl FnOnce() -> String) {
        if self
            .samples
            .iter()
            .filter(|(other, _)| *other == kind)
            .count()
            < SAMPLES
        {
            self.samples.push((kind, text()));
        }
    }
}

impl DryRun for Counting<'_> {
    fn take(&self, number: u64, diff: &Diff<'_>) {
        let chunk = &diff.chunk;
        {
            let mut totals = lock(&self.totals);
            totals.counts += chunk.changes.outcome.counts;
            totals.keyless += chunk.changes.outcome.keyless;
            totals.missing += chunk.changes.missing.len() as u64;
        }
        self.look_at(number, &chunk.slots, &chunk.changes);
    }

    fn look_at(&self, number: u64, slots: &Slots, changes: &ChangeSet) {
        let mut totals = lock(&self.totals);
        for change in &changes.changes {
            if let Some(kind) = kind(change) {
                totals.sample(kind, || {
                    self.row_text(kind, slots.arena.get(change.row))
                        .unwrap_or_default()
                });
            }
        }
        for (_, written) in &changes.missing {
            let types = || {
                self.target
                    .info
                    .key
                    .iter()
                    .map(|place| self.target.info.columns[*place].ty)
            };
            totals.sample("close", || {
                slots
                    .form
                    .texts(slots.arena.get(*written), &mut types())
                    .join(", ")
            });
        }
        for reject in &changes.rejects {
            totals.sample("reject", || {
                let value = reject
                    .value
                    .as_deref()
                    .map(|value| format!(" ({value:?})"))
                    .unwrap_or_default();
                format!(
                    "line {} of chunk {number}: {}: {}{value}",
                    reject.line,
                    reject.column.as_deref().unwrap_or("row"),
                    reject.reason
                )
            });
        }
    }
}

impl Counting<'_> {
    /// The key, then what changes; a new row whole.
    fn row_text(&self, kind: &str, row: &[u8]) -> Option<String> {
        let info = self.target.info;
        let new = self
            .target
            .dialect
            .form()
            .texts(row, &mut info.columns.iter().map(|column| column.ty));
        let is_key = |place: &usize| info.key.contains(place);
        let named = |place: usize| format!("{} = {}", info.columns[place].name, new[place]);
        let key = info
            .key
            .iter()
            .map(|place| named(*place))
            .collect::<Vec<_>>()
            .join(", ");
        let old = if kind == "insert" {
            None
        } else {
            self.current(row)
        };
        let rest = (0..new.len()).filter(|place| !is_key(place));
        let changes: Vec<String> = match old {
            None => rest.map(named).collect(),
            Some(old) => rest
                .filter(|place| {
                    self.is_written(kind, info.columns[*place].change)
                        && old.get(*place) != new.get(*place)
                })
                .map(|place| {
                    format!(
                        "{} {} -> {}",
                        info.columns[place].name,
                        old.get(place).map_or("", |old| old),
                        new[place]
                    )
                })
                .collect(),
        };
        // A row that was marked as gone may come back as it was.
        let changes = if changes.is_empty() {
            "is back".to_owned()
        } else {
            changes.join(", ")
        };
        Some(format!("{key}: {changes}"))
    }

    /// Whether a change of this kind writes a column of that class.
    fn is_written(&self, kind: &str, class: ColumnChange) -> bool {
        let overwrites = kind == "update" && self.target.info.history.is_some();
        class != ColumnChange::Keep && (!overwrites || class == ColumnChange::Overwrite)
    }

    /// The current row of the same key, each cell for people.
    fn current(&self, new: &[u8]) -> Option<Vec<String>> {
        self.target
            .handled
            .current_row(self.target, lock(&self.connection).as_mut()?, new)
    }
}

fn kind(change: &Change) -> Option<&'static str> {
    match change.action {
        Action::Insert => Some("insert"),
        Action::Version { .. } | Action::OverwriteDay { .. } => Some("version"),
        Action::Update | Action::Unflag => Some("update"),
        Action::Rehash => None,
    }
}

/// Runs a job without writing.
pub(super) fn run(session: &Session<'_>, clock: Instant) -> Result<Report, RunError> {
    let mut target = session.open_reader()?;
    let (origin, mut notes) =
        session.find_source(session.ledger_of(&mut target)?, None, &*lost::ask(session))?;
    let nothing_new = origin.is_passed_over() && !notes.is_empty();
    shape::check_source(&*origin)?;
    let mut target = session.table_of(target)?;
    if let Some(database) = &mut target {
        shape::check_target(session, database)?;
    }
    let started_at = clock::now();
    let effective_at = effective_at(session, started_at)?;
    if let Some(database) = &mut target {
        check_effective(session, database, effective_at)?;
    }
    let current_keys = target
        .as_mut()
        .map_or(Ok(0), |database| session.target.count_current(database))?;
    let can_be_missing = match &mut target {
        Some(database) => session
            .target
            .count_in_scope(database)?
            .unwrap_or(current_keys),
        None => 0,
    };
    let open = OpenRun {
        run_id: 0,
        resumed: false,
        epoch: 1,
        effective_at,
        started_at,
        before: Before {
            initial: target.is_none(),
            current_keys,
            scope_keys: None,
        },
        outline: None,
        closed: false,
        note: None,
    };
    let lookup = if target.is_some() {
        session.open_reader()?
    } else {
        None
    };
    let counting = Counting {
        totals: Mutex::default(),
        target: &session.target,
        connection: Mutex::new(lookup),
    };
    let (chunks, workers) = count(
        session,
        &*origin,
        &open,
        target.as_mut(),
        &counting,
        nothing_new,
    )?;
    let totals = counting
        .totals
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut counts = totals.counts;
    let looks = Rules::looks_for_missing(&session.info.target, session.info.load == Load::Full);
    let replaces_all =
        session.info.target.write == Write::Replace && session.info.target.key.is_empty();
    counts.closed = match replaces_all {
        true => open.before.current_keys,
        false if looks && totals.keyless == 0 => totals.missing,
        false => 0,
    };
    notes.extend(
        totals
            .samples
            .iter()
            .map(|(kind, text)| format!("{kind}: {text}")),
    );
    let refused = refusal(session, can_be_missing, &counts, nothing_new).err();
    let report = Report {
        run_id: 0,
        job: session.info.name,
        status: if refused.is_some() {
            Status::Refused
        } else {
            Status::Succeeded
        },
        resumed: false,
        effective_at: clock::text(effective_at),
        counts,
        chunks,
        workers,
        retries: 0,
        elapsed_ms: u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX),
        notes,
    };
    match refused {
        None => Ok(report),
        Some(error) => Err(RunError {
            error,
            report: Some(Box::new(report)),
        }),
    }
}

fn count(
    session: &Session<'_>,
    origin: &dyn Source,
    open: &OpenRun,
    target: Option<&mut Database>,
    counting: &Counting<'_>,
    nothing_new: bool,
) -> Result<(u64, usize)> {
    let mut sources = open_sources(session, origin)?;
    let has_target = target.is_some();
    let (initial, current_keys) = (open.before.initial, open.before.current_keys);
    let plan = Planner {
        session,
        source: sources.first_mut().map(|source| &mut **source),
        target,
        initial,
        current_keys,
    }
    .plan()?;
    let todo: Vec<u64> = (1..=plan.chunks.len() as u64).collect();
    let workers = workers(session, &plan, todo.len(), sources.len());
    let chunks = plan.chunks.len() as u64;
    session.options.progress.planned(
        progress::Plan {
            chunks,
            chunks_done: 0,
            rows_estimated: plan.outline.estimated_rows,
            workers,
        },
        &Counts::default(),
    );
    let mut work = Work::of(
        session,
        origin,
        open,
        &plan,
        Sink::Count(counting),
        nothing_new,
    );
    if plan.outline.way == Way::Partition {
        work.spools = Some(route(
            &work,
            sources.first_mut().map(|source| &mut **source),
            &vec![true; plan.chunks.len()],
        )?);
    }
    let readers = readers(sources, workers, || {
        if has_target {
            session.open_reader()
        } else {
            Ok(None)
        }
    })?;
    work.run(&*queue(origin, &plan, &todo), readers)?;
    Ok((chunks, workers))
}

/// What the real run would be refused for.
fn refusal(
    session: &Session<'_>,
    can_be_missing: u64,
    counts: &Counts,
    nothing_new: bool,
) -> Result<()> {
    if session
        .settings
        .rejects
        .value
        .is_passed(counts.rejected, counts.rows_read)
    {
        return Err(Error::refused(format!(
            "{} rows would be rejected, more than are tolerated",
            counts.rejected
        )));
    }
    let whole_truth =
        session.info.load == Load::Full || session.info.target.write == Write::Replace;
    if whole_truth && counts.rows_read == 0 && !session.info.source.allow_empty && !nothing_new {
        return Err(Error::refused(
            "a full load that reads no row at all would be refused",
        ));
    }
    // A table that is replaced as a whole loses all its rows each time: only keys that are gone are
    // counted against the limit.
    let gone = if session.info.target.key.is_empty() {
        0
    } else {
        counts.closed
    };
    super::close::check_close_limit(session, can_be_missing, gone)
}
