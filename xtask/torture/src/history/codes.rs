//! Exit codes, held against what happened.

use super::attempt::RESUME_WITHIN;
use super::{Done, History};
use crate::Result;
use crate::events::Event;
use crate::look::{self, Run};
use crate::process::Ended;

impl History<'_> {
    /// Exit codes tell the truth.
    pub(super) fn judge_codes(
        &self,
        ended: &[Ended],
        event: &Option<Event>,
        runs: &[Run],
        done: &Done,
    ) -> Result {
        for one in ended {
            let Some(code) = one.code else { continue };
            let fits = match code {
                0 => {
                    let (id, counts) = one
                        .report
                        .as_ref()
                        .and_then(look::told)
                        .ok_or("exit code 0 without a report")?;
                    let run = runs
                        .iter()
                        .find(|run| run.id == id)
                        .ok_or("the report's run is not in the ledger")?;
                    if counts != run.counts {
                        return Err(
                            format!("--json says {counts:?}, the ledger {:?}", run.counts).into(),
                        );
                    }
                    run.status == "SUCCEEDED"
                }
                // Only what is done to it makes a run fail.
                1 => event.as_ref().is_some_and(Event::may_fail),
                101 => event.as_ref().is_some_and(Event::may_panic),
                3 => matches!(event, Some(Event::Stop { .. })) && matches!(done, Done::Unfinished),
                4 => {
                    matches!(done, Done::Refused(_))
                        || self.second_at_one_time(ended, event)
                        || self.too_early(one, event)
                }
                // One that insists on going on finds that its rival has finished the run.
                2 => {
                    matches!(event, Some(Event::Rivals { .. }))
                        && one.told.contains("no unfinished run")
                }
                5 => matches!(event, Some(Event::Rivals { .. })),
                _ => false,
            };
            if !fits {
                return Err(format!(
                    "exit code {code} is not what happened ({done:?}):\n{}",
                    one.told
                )
                .into());
            }
        }
        Ok(())
    }

    /// Where the first of two rivals has loaded a day, the second cannot load it again.
    fn second_at_one_time(&self, ended: &[Ended], event: &Option<Event>) -> bool {
        self.way.dated
            && matches!(event, Some(Event::Rivals { .. }))
            && ended
                .iter()
                .any(|ended| ended.told.contains("not later than"))
    }

    /// A clock that was set back gives a time that is not later than what is there; to one that is
    /// far ahead the run is too old to be taken up, and its time is taken.
    fn too_early(&self, ended: &Ended, event: &Option<Event>) -> bool {
        matches!(event, Some(Event::Clock { seconds, .. }) if *seconds < 0 || *seconds > RESUME_WITHIN)
            && ended.told.contains("not later than")
    }
}
