//! The pauses between attempts, of chunks and of all else; and what a run does outside of its
//! chunks, tried again where a fault is transient. Where the reply to a commit was lost, the ledger
//! says over a fresh connection whether it is done.

use std::time::{Duration, Instant};

use super::lease;
use super::session::Session;
use crate::database::Database;
use crate::error::{Error, Kind, Result};
use crate::settings::Settings;

/// Between two looks whether what is waited for is wanted still.
const LOOK: Duration = Duration::from_millis(20);

/// The pauses between attempts, by the job's settings: each longer than the one before, up to the
/// longest.
pub(super) struct Pauses<'a> {
    settings: &'a Settings,
    next: Duration,
}

impl Pauses<'_> {
    pub(super) fn of(settings: &Settings) -> Pauses<'_> {
        Pauses {
            settings,
            next: settings.retry_initial_delay.value,
        }
    }

    /// Waits for about the next pause, so that not all who met one fault come back at once. False:
    /// it is to end, and whatever was waited for is not to be begun.
    pub(super) fn wait(&mut self, ending: impl Fn() -> bool) -> bool {
        let delay = self.next.mul_f64(0.5 + fastrand::f64());
        self.next = self
            .next
            .mul_f64(self.settings.retry_multiplier.value)
            .min(self.settings.retry_max_delay.value);
        pause(delay, ending)
    }
}

/// Waits. False: it is to end.
fn pause(delay: Duration, ending: impl Fn() -> bool) -> bool {
    let until = Instant::now() + delay;
    loop {
        if ending() {
            return false;
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        std::thread::sleep(left.min(LOOK));
    }
}

/// How often something was tried outside of chunks.
struct Attempts<'a> {
    session: &'a Session<'a>,
    made: u32,
    pauses: Pauses<'a>,
}

impl Attempts<'_> {
    fn of<'a>(session: &'a Session<'a>) -> Attempts<'a> {
        Attempts {
            session,
            made: 1,
            pauses: Pauses::of(&session.settings),
        }
    }

    /// Waits before another attempt, or gives the error back: it will not go away, or was met often
    /// enough.
    fn wait(&mut self, error: Error) -> Result<()> {
        let Session {
            settings, options, ..
        } = self.session;
        if error.kind() != Kind::Transient || self.made >= settings.retry_max_attempts.value {
            return Err(error);
        }
        options.progress.retried();
        if !self.pauses.wait(|| options.stop.requested()) {
            return Err(Error::stopped());
        }
        self.made += 1;
        Ok(())
    }
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

/// Does what is done with a commit, under the lease. `known` asks the ledger for what an attempt
/// came to whose reply was lost.
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

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::{Duration, Instant};

    use super::pause;
    use crate::stop::{Stop, StopLevel};

    #[test]
    fn a_pause_hears_a_stop() {
        let stop = Stop::new();
        let (began, heard) = (Instant::now(), stop.clone());
        let waits = thread::spawn(move || pause(Duration::from_secs(600), || heard.requested()));
        stop.request(StopLevel::AtBoundary);
        assert!(!waits.join().unwrap_or(true), "it waited to the end");
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{:?}",
            began.elapsed()
        );
        assert!(
            !pause(Duration::ZERO, || stop.requested()),
            "a stop that was asked for before is heard too"
        );
        assert!(pause(Duration::from_millis(30), || false));
    }
}
