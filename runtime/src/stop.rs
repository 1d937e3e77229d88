//! Asking a run to end: at the next chunk boundary, or at once.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use crate::error::{Error, Result};

/// A shared handle that ends a run. Clones are the same handle; the default one has not been asked.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicU8>);

/// How a run is asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StopLevel {
    /// Not asked.
    Run,
    /// Each worker commits the chunk it is at, then ends.
    AtBoundary,
    /// Each worker rolls the chunk it is at back and ends.
    AtOnce,
}

impl Stop {
    /// A handle of its own.
    #[must_use]
    pub fn new() -> Stop {
        Stop::default()
    }

    /// The process's handle: SIGINT or SIGTERM asks for a stop at the boundary, a second one for a
    /// stop at once, and a third ends the process (which loses nothing that was committed).
    ///
    /// # Errors
    /// The signal handler cannot be set, for one because the process has another.
    pub fn on_signals() -> Result<Stop> {
        static ON_SIGNALS: OnceLock<Result<Stop, String>> = OnceLock::new();
        let handle = ON_SIGNALS.get_or_init(|| {
            let stop = Stop::new();
            let raised = stop.clone();
            match ctrlc::set_handler(move || raised.raise()) {
                Ok(()) => Ok(stop),
                Err(cause) => Err(cause.to_string()),
            }
        });
        handle
            .clone()
            .map_err(|cause| Error::failed("cannot listen for SIGINT and SIGTERM").because(cause))
    }

    fn raise(&self) {
        match self.level() {
            StopLevel::Run => self.request(StopLevel::AtBoundary),
            StopLevel::AtBoundary => self.request(StopLevel::AtOnce),
            StopLevel::AtOnce => std::process::exit(3),
        }
    }

    /// Asks for a stop; a stop that was asked for already is never softened.
    pub fn request(&self, level: StopLevel) {
        self.0.fetch_max(level as u8, Ordering::Relaxed);
    }

    /// What was asked for.
    #[must_use]
    pub fn level(&self) -> StopLevel {
        match self.0.load(Ordering::Relaxed) {
            0 => StopLevel::Run,
            1 => StopLevel::AtBoundary,
            _ => StopLevel::AtOnce,
        }
    }

    /// No further chunk is to be begun.
    #[must_use]
    pub fn requested(&self) -> bool {
        self.level() >= StopLevel::AtBoundary
    }

    /// The chunk at hand is to be rolled back.
    #[must_use]
    pub fn at_once(&self) -> bool {
        self.level() == StopLevel::AtOnce
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_the_request_and_it_is_never_softened() {
        let stop = Stop::new();
        let worker = stop.clone();
        assert!(!worker.requested());
        stop.request(StopLevel::AtOnce);
        stop.request(StopLevel::AtBoundary);
        assert_eq!(worker.level(), StopLevel::AtOnce);
        assert!(worker.requested() && worker.at_once());
    }

    #[test]
    fn the_first_signal_asks_for_the_boundary_and_the_second_for_at_once() {
        let stop = Stop::new();
        stop.raise();
        assert!(stop.requested() && !stop.at_once());
        stop.raise();
        assert!(stop.at_once());
    }
}
