//! `lw_step`: what a run does beside its chunks, each once: the users' hooks, the indexes of a
//! first load, statistics.

use super::{Ledger, text};
use crate::clock;
use crate::database::{Database, Fault, Record, RowLock, fault, values};
use crate::error::Result;

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A hook of the spec, before the plan.
    BeforeRun,
    /// Our own indexes, where the target held no row: the unique ones before the close, the others
    /// behind it.
    Indexes,
    /// The planner's statistics.
    Statistics,
    /// A hook of the spec, when all rows are in.
    AfterSuccess,
}

/// A step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its place among the run's steps, from 1.
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    /// Which of the spec's hooks of that kind, from 1; of the indexes [`UNIQUE`] or [`NOT_UNIQUE`].
    pub(crate) place: u64,
}

/// The place of what keeps a second row of a key out.
pub(crate) const UNIQUE: u64 = 1;

/// The place of the other indexes.
pub(crate) const NOT_UNIQUE: u64 = 2;

const KINDS: [(Kind, &str); 4] = [
    (Kind::BeforeRun, "BEFORE_RUN"),
    (Kind::Indexes, "INDEXES"),
    (Kind::Statistics, "STATISTICS"),
    (Kind::AfterSuccess, "AFTER_SUCCESS"),
];

impl Kind {
    fn as_str(self) -> &'static str {
        KINDS
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }
}

impl Step {
    /// Whether nothing depends on it: a fault is told, and ends no run.
    pub(crate) fn only_warns(&self) -> bool {
        self.kind == Kind::Statistics || self.kind == Kind::Indexes && self.place != UNIQUE
    }

    /// For people.
    pub(crate) fn what(&self) -> String {
        match self.kind {
            Kind::BeforeRun => format!("the hook before_run number {}", self.place),
            Kind::Indexes if self.place == UNIQUE => "the build of the unique indexes".to_owned(),
            Kind::Indexes => "the build of the indexes that are not unique".to_owned(),
            Kind::Statistics => "the refresh of statistics".to_owned(),
            Kind::AfterSuccess => format!("the hook after_success number {}", self.place),
        }
    }
}

/// Adds steps behind those that the run has.
pub(crate) fn plan(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    steps: &[(Kind, u64)],
) -> Result<()> {
    let sql = ledger.sql(
        "INSERT INTO {step} (run_id, number, kind, place, status)
         SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, 'PENDING' FROM {step} WHERE run_id = ?1",
    );
    let rows = steps
        .iter()
        .map(|(kind, place)| values![run_id, kind.as_str(), *place].to_vec());
    database
        .execute_each(&sql, rows)
        .map_err(|error| fault(error, "cannot write the run's steps into the ledger"))
}

/// The run's steps that are still to be done, in order.
pub(crate) fn pending(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<Vec<Step>> {
    let sql = ledger.sql(
        "SELECT number, kind, place FROM {step} WHERE run_id = ?1 AND status NOT IN ('DONE', \
         'SKIPPED') ORDER BY number",
    );
    let read = |row: &Record| {
        let name: String = row.get(1)?;
        let kind = KINDS.iter().find(|(_, known)| *known == name);
        let (kind, _) =
            kind.ok_or_else(|| Fault::Value(format!("a step of the unknown kind {name}")))?;
        Ok(Step {
            number: row.get(0)?,
            kind: *kind,
            place: row.get(2)?,
        })
    };
    database
        .query(&sql, values![run_id], read)
        .map_err(|error| fault(error, "cannot read the run's steps"))
}

/// Whether the step is done already: asked first in its transaction, for the reply to a commit can
/// be lost.
pub(crate) fn is_done(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    number: u64,
) -> Result<bool> {
    let locked = database.dialect().locking(RowLock::Update);
    let sql = ledger.sql(&format!(
        "SELECT status = 'DONE' FROM {{step}} WHERE run_id = ?1 AND number = ?2{locked}"
    ));
    database
        .query_row(&sql, values![run_id, number], |row| row.get(0))
        .map_err(|error| fault(error, "cannot read the step's ledger row"))
}

/// Marks a step done.
pub(crate) fn done(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    number: u64,
) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {step} SET status = 'DONE', error = NULL, attempts = attempts + 1, finished_at = \
         ?3 WHERE run_id = ?1 AND number = ?2",
    );
    database
        .execute(&sql, values![run_id, number, clock::text(clock::now())])
        .map(drop)
        .map_err(|error| fault(error, "cannot mark the step done"))
}

/// Notes that a step failed.
pub(crate) fn failed(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    number: u64,
    error: &str,
) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {step} SET status = 'FAILED', error = ?3, attempts = attempts + 1, finished_at = \
         ?4
         WHERE run_id = ?1 AND number = ?2 AND status <> 'DONE'",
    );
    database
        .execute(
            &sql,
            &[
                run_id.into(),
                number.into(),
                text::text(error),
                clock::text(clock::now()).into(),
            ],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot note the failed step"))
}

/// Passes over what is left of a run's steps: another run takes its place.
pub(crate) fn skip(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    why: &str,
) -> Result<u64> {
    let sql = ledger.sql(
        "UPDATE {step} SET status = 'SKIPPED', error = CASE WHEN error IS NULL THEN ?2 ELSE ?2 || \
         '; before: ' || error END, finished_at = ?3
         WHERE run_id = ?1 AND status NOT IN ('DONE', 'SKIPPED')",
    );
    database
        .execute(&sql, values![run_id, why, clock::text(clock::now())])
        .map_err(|error| fault(error, "cannot pass over the steps of an older run"))
}
