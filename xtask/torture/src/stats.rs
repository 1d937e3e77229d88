//! What has been done so far, over all histories.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::history::USUAL;

#[derive(Debug, Default)]
pub(crate) struct Stats {
    counts: Mutex<BTreeMap<&'static str, u64>>,
    /// How long an undisturbed run takes, lately.
    usual: Mutex<Option<Duration>>,
}

impl Stats {
    pub(crate) fn add(&self, name: &'static str) {
        *self
            .counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(name)
            .or_default() += 1;
    }

    pub(crate) fn all(&self) -> BTreeMap<&'static str, u64> {
        self.counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn count(&self, name: &str) -> u64 {
        self.all().get(name).copied().unwrap_or_default()
    }

    pub(crate) fn lasted(&self, time: Duration) {
        let mut usual = self.usual.lock().unwrap_or_else(PoisonError::into_inner);
        *usual = Some(usual.map_or(time, |usual| (usual * 7 + time) / 8));
    }

    pub(crate) fn usual(&self) -> Duration {
        self.usual
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .unwrap_or(USUAL)
    }
}
