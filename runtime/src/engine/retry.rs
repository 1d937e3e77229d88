//! What a run does outside of its chunks, tried again where a fault is transient. Where the reply to a commit was lost, the ledger says over
//! a fresh connection whether it is done.

use std::time::{Duration, Instant};

use super::session::Session;
use crate::database::Database;
use crate::error::{Error, Kind, Result};
use crate::ledger::lease;

/// Between two looks whether the run is to end at once.
const LOOK: Duration = Duration::from_millis(20);

/// The job's setting of how often, and after what pauses, something is tried.
struct Attempts<'a> {
    session: &'a Session<'a>,
    made: u32,
    delay: Duration,
}

impl Attempts<'_> {
    fn of<'a>(session: &'a Session<'a>) -> Attempts<'a> {
        Attempts { session, made: 1, delay: session.settings.retry_initial_delay.value }
    }

    /// Waits before another attempt, or gives the error back: it will not go away, or was met often enough.
    fn wait(&mut self, error: Error) -> Result<()> {
        let settings = &self.session.settings;
        if error.kind() != Kind::Transient || self.made >= settings.retry_max_attempts.value {
            return Err(error);
        }
        self.session.options.progress.retried();
        pause(self.session, self.delay.mul_f64(0.5 + fastrand::f64()))?;
        self.delay = self.delay.mul_f64(settings.retry_multiplier.value).min(settings.retry_max_delay.value);
        self.made += 1;
        Ok(())
    }
}

/// Waits, unless the run is asked to stop.
pub(super) fn pause(session: &Session<'_>, delay: Duration) -> Result<()> {
    let until = Instant::now() + delay;
    while Instant::now() < until {
        if session.options.stop.requested() {
            return Err(Error::stopped());
        }
        std::thread::sleep(LOOK.min(delay));
    }
    Ok(())
}

/// Does what may be done again from the beginning, as often as its faults are transient.
pub(super) fn again<T>(session: &Session<'_>, mut doing: impl FnMut() -> Result<T>) -> Result<T> {
    let mut attempts = Attempts::of(session);
    loop {
        match doing() {
            Ok(done) => return Ok(done),
            Err(error) => attempts.wait(error)?,
        }
    }
}

/// Does what is done with a commit, under the lease. `known` asks the ledger for what an attempt came to whose reply was lost.
pub(super) fn settled<T>(
    session: &Session<'_>,
    database: &mut Database,
    token: i64,
    mut doing: impl FnMut(&mut Database) -> Result<T>,
    mut known: impl FnMut(&mut Database) -> Result<Option<T>>,
) -> Result<T> {
    let mut attempts = Attempts::of(session);
    loop {
        let error = match doing(database) {
            Ok(done) => return Ok(done),
            Err(error) if error.kind() == Kind::Held => return Err(error),
            Err(error) => error,
        };
        match lease::revive(session, database, token).and_then(|()| known(database)) {
            Ok(Some(done)) => return Ok(done),
            Err(held) if held.kind() == Kind::Held => return Err(held),
            // Where the ledger cannot be asked, the first fault says more.
            Ok(None) | Err(_) => attempts.wait(error)?,
        }
    }
}
