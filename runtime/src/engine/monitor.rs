//! What the ledger hears of a run while its chunks are worked: signs of life, and attempts that
//! failed; and what the run hears of there.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::lease;
use super::work::{Sink, Work, lock};
use crate::database::Database;
use crate::error::{Error, Kind};
use crate::failpoint;
use crate::ledger::{chunk, run};

/// How often the ledger hears of a run, and the run of a stop request.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(1);

/// How long the writer then stays idle, for other processes that wait to write.
const PAUSE: Duration = Duration::from_millis(5);

impl Work<'_> {
    /// Notes a failed attempt in the ledger. Best effort: the database may be the very thing that
    /// failed.
    pub(super) fn note_failure(&self, number: u64, attempt: u32, last: bool, error: &Error) {
        let Sink::Ledger { writer, .. } = &self.sink else {
            return;
        };
        let mut writer = lock(writer);
        if error.kind() == Kind::Transient {
            self.revive(&mut writer);
        }
        let noted = chunk::failed(
            &self.session.ledger,
            &mut writer,
            self.run.run_id,
            number,
            attempt,
            last,
            &error.chain(),
        );
        let _ = noted.and_then(|()| failpoint::reach("chunk.failed"));
    }

    /// Opens the connection of ledger and lease again, where it does not answer any more. A server
    /// that is away now may be back in a second; a lease that another run took ends this one.
    fn revive(&self, writer: &mut Database) {
        let Sink::Ledger { token, .. } = &self.sink else {
            return;
        };
        if let Err(error) = lease::revive(self.session, writer, *token)
            && error.kind() == Kind::Held
        {
            self.fail(error);
        }
    }

    /// Once a second: the run's heartbeat and totals into the ledger, and a look for stop requests.
    pub(super) fn monitor(&self, workers: usize, ended: &Receiver<()>) {
        while ended.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
            self.tick(workers);
        }
    }

    /// The run's sign of life, and a look for stop requests.
    pub(super) fn tick(&self, workers: usize) {
        let Sink::Ledger { writer, .. } = &self.sink else {
            return;
        };
        // Nothing of the run depends on it: a fault here is none of the run's.
        let _ = failpoint::reach("heartbeat");
        let mut writer = lock(writer);
        let ledger = &self.session.ledger;
        // A heartbeat that cannot be written now is written in a second; chunks do not depend on
        // it.
        if run::heartbeat(
            ledger,
            &mut writer,
            self.run.run_id,
            workers,
            self.retries(),
        )
        .is_err_and(|error| error.kind() == Kind::Transient)
        {
            self.revive(&mut writer);
        }
        if let Ok(true) = run::stop_requested(ledger, &mut writer, self.run.run_id) {
            self.ask_to_stop();
        }
        // Chunks follow each other so closely that another process (a job on another table,
        // someone's `stop`) would never get in.
        std::thread::sleep(PAUSE);
    }
}
