//! What a run does beside its chunks: the users' hooks, the indexes of a first load, statistics. A
//! step, its row in the ledger and the fence are one transaction: it happens once, whatever ends
//! the run when.

use super::hooks;
use super::lease::fence;
use super::retry::settled;
use super::session::Session;
use crate::database::{Database, fault};
use crate::error::{Error, Kind, Result};
use crate::failpoint;
use crate::ledger::step::{self, Kind as StepKind, Step};
use crate::target::OurIndex;

/// The steps of one run.
pub(super) struct Steps<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) run_id: i64,
    pub(super) token: i64,
}

impl Steps<'_> {
    /// Does the run's pending steps of these kinds, in order. Returns what went wrong without being
    /// a reason to end the run.
    pub(super) fn work_off(
        &self,
        database: &mut Database,
        kinds: &[StepKind],
    ) -> Result<Vec<String>> {
        let ledger = &self.session.ledger;
        let mut notes = Vec::new();
        let pending = step::pending(ledger, database, self.run_id)?;
        for step in pending
            .into_iter()
            .filter(|step| kinds.contains(&step.kind))
        {
            if self.session.options.stop.requested() {
                return Err(Error::stopped());
            }
            let known = |database: &mut Database| {
                Ok(step::is_done(ledger, database, self.run_id, step.number)?.then_some(()))
            };
            let done = settled(
                self.session,
                database,
                self.token,
                |database| self.once(database, step),
                known,
            );
            let Err(error) = done else { continue };
            let error = self.session.target.blame_index(database, error);
            let error = error.within(format!("{} failed", step.what()));
            if !matches!(error.kind(), Kind::Held | Kind::Stopped) {
                // The database may be what failed: the error says it all the same.
                let noted =
                    step::failed(ledger, database, self.run_id, step.number, &error.chain());
                let _ = noted.and_then(|()| failpoint::reach("step.failed"));
            }
            if !step.only_warns() || error.kind() == Kind::Held {
                return Err(error);
            }
            notes.push(error.chain());
        }
        Ok(notes)
    }

    fn once(&self, database: &mut Database, step: Step) -> Result<()> {
        let session = self.session;
        let ledger = &session.ledger;
        let stepping = |error| fault(error, "cannot begin or commit the step's transaction");
        let mut transaction = database.transaction().map_err(stepping)?;
        if step::is_done(ledger, &mut transaction, self.run_id, step.number)? {
            return Ok(());
        }
        let hooks = &session.info.hooks;
        match step.kind {
            StepKind::BeforeRun => {
                hooks::execute(session, &mut transaction, hook(hooks.before_run, step)?)?;
            }
            StepKind::AfterSuccess => {
                hooks::execute(session, &mut transaction, hook(hooks.after_success, step)?)?;
            }
            StepKind::Indexes if step.place == step::UNIQUE => {
                session.target.create_unique(&mut transaction)?
            }
            StepKind::Indexes => session
                .target
                .create_index(&mut transaction, OurIndex::Versions)?,
            StepKind::Statistics => session.target.analyze(&mut transaction)?,
        }
        step::done(ledger, &mut transaction, self.run_id, step.number)?;
        fence(ledger, &mut transaction, self.token)?;
        failpoint::reach("step.before_commit")?;
        transaction.commit().map_err(stepping)?;
        failpoint::reach("step.committed")
    }
}

/// The SQL of a hook. The ledger's steps are those of this very spec: runs of another digest are
/// not gone on with.
fn hook<'h>(hooks: &[&'h str], step: Step) -> Result<&'h str> {
    let place = usize::try_from(step.place)
        .unwrap_or(usize::MAX)
        .wrapping_sub(1);
    hooks
        .get(place)
        .copied()
        .ok_or_else(|| Error::failed(format!("the spec has no {}", step.what())))
}

/// A step for each hook.
pub(super) fn of_hooks(kind: StepKind, hooks: &[&str]) -> Vec<(StepKind, u64)> {
    (1..).zip(hooks).map(|(place, _)| (kind, place)).collect()
}
