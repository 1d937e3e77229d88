//! The end of a run: keys that are gone, totals that must balance, and the run's last word, in one
//! transaction.

use super::commit::{limit_text, too_many_rejects};
use super::lease::fence;
use super::session::Session;
use super::steps::of_hooks;
use super::work::{Reader, Work};
use crate::database::{Database, fault, values};
use crate::diff::changes::Rules;
use crate::error::{Error, Result};
use crate::failpoint;
use crate::info::{Analyze, Load, Write};
use crate::ledger::chunk;
use crate::ledger::file;
use crate::ledger::run;
use crate::ledger::step::{self, Kind as StepKind};
use crate::program::Pass;
use crate::report::{Counts, Status};
use crate::settings::RejectLimit;
use crate::source::Task;
use crate::target::OurIndex;

/// What the closing transaction came to.
pub(super) enum Closing {
    /// The run is closed; what a user wants to know.
    Closed(Vec<String>),
    /// So many chunks are not done, though their workers said so: nothing was closed.
    ChunksLeft(u64),
}

impl Work<'_> {
    /// Keys that were noted as missing from an older state of the source are asked for again: the
    /// source may hold them by now.
    pub(super) fn recheck_missing(
        &self,
        chunks: &[u64],
        database: &mut Database,
        token: i64,
        reader: &mut Reader,
    ) -> Result<u64> {
        let ledger = &self.session.ledger;
        let mut back = 0;
        for number in chunks.iter().copied() {
            let mut diff = self.diff();
            // One transaction a chunk, behind the fence: a run that lost its lease takes nothing
            // back.
            let mut transaction = self.begin(database)?;
            self.pass_over(&Task::of(number), reader, Pass::Read(&mut diff))?;
            for slot in diff.chunk.slots.list.iter().filter(|slot| slot.present) {
                let key = diff.chunk.slots.arena.get(slot.key);
                back += u64::from(chunk::found(
                    ledger,
                    &mut transaction,
                    self.run.run_id,
                    number,
                    key,
                )?);
            }
            chunk::more_keyless(
                ledger,
                &mut transaction,
                self.run.run_id,
                number,
                diff.chunk.changes.outcome.keyless,
            )?;
            fence(ledger, &mut transaction, token)?;
            failpoint::reach("recheck.before_commit")?;
            transaction
                .commit()
                .map_err(|error| fault(error, "cannot commit the second look at missing keys"))?;
            failpoint::reach("recheck.committed")?;
        }
        Ok(back)
    }

    /// The closing transaction: all rows are in when it is committed, and for ever. Returns what a
    /// user wants to know.
    pub(super) fn close(
        &self,
        database: &mut Database,
        token: i64,
        workers: usize,
    ) -> Result<Closing> {
        let closing = |error| fault(error, "cannot close the run");
        // What is reported as done is kept: this commit, and all chunks' before it.
        database.be_durable()?;
        let mut transaction = database.transaction().map_err(closing)?;
        let ledger = &self.session.ledger;
        failpoint::reach("close.begun")?;
        fence(ledger, &mut transaction, token)?;
        if run::is_closed(ledger, &mut transaction, self.run.run_id)? {
            return Ok(Closing::Closed(Vec::new()));
        }
        let held = self.end_held(&mut transaction)?;
        run::heartbeat(
            ledger,
            &mut transaction,
            self.run.run_id,
            workers,
            self.retries(),
        )?;
        let left = run::chunks_left(ledger, &mut transaction, self.run.run_id)?;
        if left > 0 {
            return Ok(Closing::ChunksLeft(left));
        }
        let (counts, ..) = run::totals(ledger, &mut transaction, self.run.run_id)?;
        self.check_totals(&mut transaction, &counts)?;
        let mut notes = Vec::new();
        let closed = self.close_missing(&mut transaction, &mut notes)?
            + self.replace_others(&mut transaction)?;
        self.write_held(&mut transaction, &held)?;
        self.note_files(&mut transaction)?;
        run::closed(ledger, &mut transaction, self.run.run_id, closed)?;
        let steps = self.steps_behind(&Counts { closed, ..counts });
        step::plan(ledger, &mut transaction, self.run.run_id, &steps)?;
        if steps.is_empty() {
            run::finish(
                ledger,
                &mut transaction,
                self.run.run_id,
                Status::Succeeded,
                None,
            )?;
        }
        run::forget_missing(ledger, &mut transaction, self.run.run_id)?;
        failpoint::reach("close.before_commit")?;
        transaction.commit().map_err(closing)?;
        failpoint::reach("close.committed")?;
        self.release_held();
        self.session.options.progress.counted(&Counts {
            closed,
            ..Counts::default()
        });
        Ok(Closing::Closed(notes))
    }

    /// What follows the closing transaction.
    fn steps_behind(&self, counts: &Counts) -> Vec<(StepKind, u64)> {
        let changed = counts.inserted + counts.versioned + counts.updated + counts.closed;
        let analyzes = match self.session.settings.analyze.value {
            Analyze::Always => true,
            Analyze::Never => false,
            Analyze::Auto => {
                changed > 0
                    && (self.run.before.initial || changed * 10 > self.run.before.current_keys)
            }
        };
        let mut steps = Vec::new();
        if self.run.before.initial
            && !self.session.options.no_ddl
            && self.session.target.builds(OurIndex::Versions)
        {
            steps.push((StepKind::Indexes, step::NOT_UNIQUE));
        }
        if analyzes {
            steps.push((StepKind::Statistics, 1));
        }
        steps.extend(of_hooks(
            StepKind::AfterSuccess,
            self.session.info.hooks.after_success,
        ));
        steps
    }

    fn check_totals(&self, database: &mut Database, counts: &Counts) -> Result<()> {
        if !counts.balance() {
            return Err(Error::failed(format!(
                "the run's totals do not balance: {} rows read, {} accounted for",
                counts.rows_read,
                counts.accounted_for()
            ))
            .help("this is a defect of Loadwright; nothing is closed, the chunks stay"));
        }
        let info = self.session.info;
        let whole_truth = info.load == Load::Full || info.target.write == Write::Replace;
        if whole_truth && counts.rows_read == 0 && !info.source.allow_empty && !self.nothing_new {
            return Err(Error::refused("a full load read no row at all").help(
                "an empty source would close every key; if it may be empty, write `allow_empty: \
                 true` under source",
            ));
        }
        // Each chunk asked for the sum before it committed, but several may have asked at once.
        let limit = self.session.settings.rejects.value;
        if limit.is_passed(counts.rejected, counts.rows_read) {
            let first = chunk::first_rejects(&self.session.ledger, database, self.run.run_id)?;
            let limit = match limit {
                RejectLimit::Rows(rows) => limit_text(rows),
                RejectLimit::Percent(percent) => format!(
                    "{percent} % of {} rows that are tolerated",
                    counts.rows_read
                ),
            };
            return Err(too_many_rejects(
                info.name,
                &format!("{} rejected rows", counts.rejected),
                &limit,
                &first,
            ));
        }
        Ok(())
    }

    fn close_missing(&self, database: &mut Database, notes: &mut Vec<String>) -> Result<u64> {
        let info = self.session.info;
        if !Rules::looks_for_missing(&info.target, info.load == Load::Full) {
            return Ok(0);
        }
        let ledger = &self.session.ledger;
        let missing = chunk::count_missing(ledger, database, self.run.run_id)?;
        let passed_over = self
            .spools
            .as_ref()
            .map_or(0, |spools| spools.keyless_passed_over);
        let keyless = chunk::keyless(ledger, database, self.run.run_id)? + passed_over;
        if missing > 0 && keyless > 0 {
            notes.push(format!(
                "{missing} keys are not in the source, but {keyless} rejected rows have no \
                 readable key and could be any of them: nothing was closed"
            ));
            return Ok(0);
        }
        let before = &self.run.before;
        // A run that was planned by a program which did not count its part of the table has what is
        // in it now.
        let current = match (self.session.info.target.missing_scope, before.scope_keys) {
            (false, _) => before.current_keys,
            (true, Some(keys)) => keys,
            (true, None) => self
                .session
                .target
                .count_in_scope(database)?
                .unwrap_or(before.current_keys),
        };
        check_close_limit(self.session, current, missing)?;
        self.session
            .target
            .handled
            .close_missing(&self.table_writer(), ledger, database)
    }

    /// A load that replaces a table without a key: the rows of other runs go, now that this one's
    /// are all there.
    fn replace_others(&self, database: &mut Database) -> Result<u64> {
        let sql = self
            .session
            .target
            .sql(|statements| statements.delete_others);
        if sql.is_empty() {
            return Ok(0);
        }
        let removed = database
            .execute(&sql, values![self.run.run_id])
            .map_err(|error| fault(error, "cannot remove the rows of older runs"))?;
        Ok(removed)
    }

    fn note_files(&self, database: &mut Database) -> Result<()> {
        let files = self.origin.files()?;
        if files.is_empty() {
            return Ok(());
        }
        file::loaded(
            &self.session.ledger,
            database,
            self.run.run_id,
            self.session.info.name,
            &files,
        )
    }
}

/// Says no to a load that would close, delete or flag more of the table than is sensible.
pub(super) fn check_close_limit(
    session: &Session<'_>,
    current_keys: u64,
    missing: u64,
) -> Result<()> {
    let settings = &session.settings;
    let percent = settings.close_limit_percent.value;
    let share = current_keys as f64 * percent / 100.0;
    if missing <= settings.close_limit_min_rows.value
        || missing as f64 <= share
        || session.options.allow_mass_close
    {
        return Ok(());
    }
    let scope = if session.info.target.missing_scope {
        " in missing_scope"
    } else {
        ""
    };
    Err(Error::refused(format!(
        "the load would close {missing} of {current_keys} current rows{scope}, more than the \
         {percent} % that close_limit allows; nothing was closed, the loaded chunks stay"
    ))
    .help(format!(
        "if the keys are really gone: `{} run --resume --allow-mass-close` does only the closing",
        session.info.name
    )))
}
