//! One chunk, one transaction: its rows, its rejects, the keys it misses, and its ledger row. Crash
//! anywhere, and it is wholly there or not at all.

use std::borrow::Cow;

use super::lease::fence;
use super::work::{KEPT_REJECTS, Work};
use crate::database::{Database, Transaction, fault};
use crate::diff::Diff;
use crate::diff::changes::ChangeSet;
use crate::diff::outcome::{Outcome, RejectRow};
use crate::diff::slots::Arena;
use crate::error::{Error, Result};
use crate::failpoint;
use crate::ledger::chunk::{self, Place};
use crate::ledger::run;
use crate::settings::RejectLimit;

/// Rejected rows that an error shows, and characters of a value.
const SHOWN_REJECTS: usize = 3;
const SHOWN_CHARS: usize = 200;

impl Work<'_> {
    /// Writes a chunk's changes and its ledger row.
    pub(super) fn commit(
        &self,
        place: Place<'_>,
        database: &mut Database,
        token: i64,
        diff: &Diff<'_>,
    ) -> Result<Outcome> {
        failpoint::reach("chunk.read")?;
        self.write(
            place,
            database,
            token,
            &diff.chunk.slots.arena,
            &diff.chunk.changes,
        )
    }

    /// Writes a chunk's changes, wherever they are kept, and its ledger row.
    pub(super) fn write(
        &self,
        place: Place<'_>,
        database: &mut Database,
        token: i64,
        arena: &Arena,
        changes: &ChangeSet,
    ) -> Result<Outcome> {
        let mut transaction = self.begin(database)?;
        failpoint::reach("chunk.begun")?;
        if let Some(outcome) = chunk::outcome(&self.session.ledger, &mut transaction, place)? {
            return Ok(outcome);
        }
        if let Err(refused) = self.tolerate(&mut transaction, &changes.outcome, &changes.rejects) {
            drop(transaction);
            self.keep_rejects(database, place, token, &changes.rejects)?;
            return Err(refused);
        }
        if let Err(error) = self.table_writer().apply(&mut transaction, arena, changes) {
            drop(transaction);
            return Err(self.session.target.handled.blame(
                &self.table_writer(),
                database,
                arena,
                changes,
                error,
            ));
        }
        let missing = changes
            .missing
            .iter()
            .map(|(key, written)| (arena.get(*key), arena.get(*written)));
        chunk::missing(&self.session.ledger, &mut transaction, place, missing)?;
        chunk::forget_rejects(
            &self.session.ledger,
            &mut transaction,
            place.run_id,
            place.chunk,
        )?;
        self.write_rejects(place, &mut transaction, changes)?;
        self.seal(transaction, place, token, &changes.outcome)?;
        Ok(changes.outcome)
    }

    /// Writes all of a chunk's rejected rows, those that are aside in parts.
    pub(super) fn write_rejects(
        &self,
        place: Place<'_>,
        transaction: &mut Database,
        changes: &ChangeSet,
    ) -> Result<()> {
        let ledger = &self.session.ledger;
        chunk::rejects(ledger, transaction, place, 0, &changes.rejects)?;
        let mut before = changes.rejects.len() as u64;
        changes.aside.in_batches(KEPT_REJECTS, |rows| {
            if self.session.options.stop.at_once() {
                return Err(Error::stopped());
            }
            chunk::rejects(ledger, transaction, place, before, rows)?;
            before += rows.len() as u64;
            Ok(())
        })
    }

    /// The rows that failed the run are kept for the user, though their chunk is not.
    pub(super) fn keep_rejects(
        &self,
        database: &mut Database,
        place: Place<'_>,
        token: i64,
        rejects: &[RejectRow],
    ) -> Result<()> {
        let ledger = &self.session.ledger;
        let mut transaction = self.begin(database)?;
        chunk::forget_rejects(ledger, &mut transaction, place.run_id, place.chunk)?;
        chunk::rejects(ledger, &mut transaction, place, 0, rejects)?;
        fence(ledger, &mut transaction, token)?;
        failpoint::reach("rejects.before_commit")?;
        transaction
            .commit()
            .map_err(|error| fault(error, "cannot commit the rejected rows"))?;
        failpoint::reach("rejects.committed")
    }

    pub(super) fn begin<'d>(&self, database: &'d mut Database) -> Result<Transaction<'d>> {
        database
            .transaction()
            .map_err(|error| fault(error, "cannot begin the chunk's transaction"))
    }

    /// The chunk's ledger row, the fence, the commit.
    pub(super) fn seal(
        &self,
        mut transaction: Transaction<'_>,
        place: Place<'_>,
        token: i64,
        outcome: &Outcome,
    ) -> Result<()> {
        if self.session.options.stop.at_once() {
            return Err(Error::stopped());
        }
        failpoint::reach("chunk.applied")?;
        let ledger = &self.session.ledger;
        chunk::done(ledger, &mut transaction, place, outcome)?;
        fence(ledger, &mut transaction, token)?;
        // The monitor hears of a request where chunks take long; where they follow each other fast
        // it hardly gets the writer.
        if run::stop_requested(ledger, &mut transaction, place.run_id)? {
            self.ask_to_stop();
        }
        failpoint::reach("chunk.before_commit")?;
        transaction
            .commit()
            .map_err(|error| fault(error, "cannot commit the chunk"))?;
        failpoint::reach("chunk.committed")
    }

    /// Says no if the run would hold more rejected rows than are tolerated: an early exit, for
    /// other workers may commit theirs meanwhile; the close asks for the sum. A share of the rows
    /// read is only known there.
    pub(super) fn tolerate(
        &self,
        database: &mut Database,
        outcome: &Outcome,
        rejects: &[RejectRow],
    ) -> Result<()> {
        if outcome.counts.rejected == 0
            || !matches!(self.session.settings.rejects.value, RejectLimit::Rows(_))
        {
            return Ok(());
        }
        self.tolerates(
            chunk::rejected(&self.session.ledger, database, self.run.run_id)?
                + outcome.counts.rejected,
            rejects,
        )
    }

    /// The same, where the number is known.
    pub(super) fn tolerates(&self, rejected: u64, rejects: &[RejectRow]) -> Result<()> {
        match self.session.settings.rejects.value {
            RejectLimit::Rows(limit) if rejected > limit => Err(too_many_rejects(
                self.session.info.name,
                &format!("{rejected} rejected rows so far"),
                &limit_text(limit),
                rejects,
            )),
            _ => Ok(()),
        }
    }
}

/// `2 that rejects.max_rows tolerates`
pub(super) fn limit_text(rows: u64) -> String {
    format!("{rows} that rejects.max_rows tolerates")
}

/// Too many rows could not be loaded: how many, and the first few.
pub(super) fn too_many_rejects(
    job: &str,
    rejected: &str,
    limit: &str,
    rejects: &[RejectRow],
) -> Error {
    let show = |row: &RejectRow| {
        let file = row
            .file
            .as_deref()
            .map(|file| format!("{file} "))
            .unwrap_or_default();
        let value = row
            .value
            .as_deref()
            .map(|value| format!(" ({:?})", short(value)))
            .unwrap_or_default();
        let key = row
            .key
            .as_deref()
            .map(|key| format!(", key {}", short(key)))
            .unwrap_or_default();
        format!(
            "\n  {file}line {}{key}: {}: {}{value}",
            row.line,
            row.column.as_deref().unwrap_or("row"),
            row.reason
        )
    };
    let shown: String = rejects.iter().take(SHOWN_REJECTS).map(show).collect();
    Error::refused(format!(
        "{rejected}, more than the {limit}; the first:{shown}"
    ))
    .help(format!(
        "`{job} rejects` shows them (at least the first {KEPT_REJECTS}); mend the data, or raise \
         the limit if they may be left out"
    ))
}

/// As much of a text as an error shows.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}
