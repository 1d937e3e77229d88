//! How far a run is: counters that workers feed, and a display of them.

mod render;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::report::Counts;

pub use render::{Display, Renderer};

/// Counters of one run. Clones share them; feeding them costs a few atomic additions a chunk.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    phase: Mutex<Cow<'static, str>>,
    planned: Mutex<Option<(Instant, Plan)>>,
    chunks_done: AtomicU64,
    rows_seen: AtomicU64,
    retries: AtomicU64,
    counts: AtomicCounts,
}

/// What lies before a run, known once its chunks are planned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Plan {
    /// Chunks in all, with those that an earlier process of the run did.
    pub chunks: u64,
    /// Chunks done already when this process began.
    pub chunks_done: u64,
    /// Rows that the chunks still to do are estimated to read; 0: unknown.
    pub rows_estimated: u64,
    /// Workers that run.
    pub workers: usize,
}

/// The counters at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// What the run is at, in a few words.
    pub phase: Cow<'static, str>,
    /// Chunks done, with those that an earlier process of the run did.
    pub chunks_done: u64,
    /// Chunks in all; 0 until they are planned.
    pub chunks: u64,
    /// Workers that run; 0 until the chunks are planned.
    pub workers: usize,
    /// Attempts beyond each chunk's first.
    pub retries: u64,
    /// Rows of committed chunks by outcome.
    pub counts: Counts,
    /// Rows read by this process, those of chunks that are not committed yet included.
    pub rows_seen: u64,
    /// Rows read a second since the chunks were planned.
    pub rows_per_second: f64,
    /// Time left, where it can be told.
    pub eta: Option<Duration>,
}

impl Progress {
    /// Counters at zero.
    #[must_use]
    pub fn new() -> Progress {
        Progress::default()
    }

    /// Says what the run is at: `planning`, `loading`, `closing`.
    pub fn phase(&self, phase: impl Into<Cow<'static, str>>) {
        *self.0.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase.into();
    }

    /// Says what lies ahead, and what was committed before. Said again, where the run was taken up
    /// once more, it counts anew.
    pub fn planned(&self, plan: Plan, committed: &Counts) {
        *self
            .0
            .planned
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), plan));
        self.0
            .chunks_done
            .store(plan.chunks_done, Ordering::Relaxed);
        self.0.rows_seen.store(0, Ordering::Relaxed);
        self.0.counts.set(committed);
    }

    /// Rows that a worker read since it last said so, whatever becomes of them.
    pub fn rows_seen(&self, rows: u64) {
        self.0.rows_seen.fetch_add(rows, Ordering::Relaxed);
    }

    /// A chunk was committed.
    pub fn chunk_done(&self, counts: &Counts) {
        self.0.counts.add(counts);
        self.0.chunks_done.fetch_add(1, Ordering::Relaxed);
    }

    /// Rows were counted outside chunks: the closing transaction's.
    pub fn counted(&self, counts: &Counts) {
        self.0.counts.add(counts);
    }

    /// A chunk is tried again.
    pub fn retried(&self) {
        self.0.retries.fetch_add(1, Ordering::Relaxed);
    }

    /// The counters now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let phase = self
            .0
            .phase
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let planned = *self
            .0
            .planned
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (elapsed, plan) = planned.map_or((Duration::ZERO, Plan::default()), |(since, plan)| {
            (since.elapsed(), plan)
        });
        let chunks_done = self.0.chunks_done.load(Ordering::Relaxed);
        let rows_seen = self.0.rows_seen.load(Ordering::Relaxed);
        let seconds = elapsed.as_secs_f64();
        Snapshot {
            phase,
            chunks_done,
            chunks: plan.chunks,
            workers: plan.workers,
            retries: self.0.retries.load(Ordering::Relaxed),
            counts: self.0.counts.load(),
            rows_seen,
            rows_per_second: if seconds > 0.0 {
                rows_seen as f64 / seconds
            } else {
                0.0
            },
            eta: eta(elapsed, share_done(&plan, chunks_done, rows_seen)),
        }
    }
}

/// Which share of this process's work is done. Rows tell more than chunks while the first chunks
/// run; but the rows are an estimate, so the chunks hold them to what can be.
fn share_done(plan: &Plan, chunks_done: u64, rows_seen: u64) -> f64 {
    let to_do = plan.chunks.saturating_sub(plan.chunks_done);
    if to_do == 0 {
        return 0.0;
    }
    let done = chunks_done.saturating_sub(plan.chunks_done).min(to_do);
    let by_chunks = done as f64 / to_do as f64;
    if plan.rows_estimated == 0 {
        return by_chunks;
    }
    let in_work = (done + plan.workers as u64).min(to_do) as f64 / to_do as f64;
    (rows_seen as f64 / plan.rows_estimated as f64).clamp(by_chunks, in_work)
}

/// No time is told from the first second or the first hundredth: it would jump.
fn eta(elapsed: Duration, share: f64) -> Option<Duration> {
    if elapsed < Duration::from_secs(1) || !(0.01..1.0).contains(&share) {
        return None;
    }
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * (1.0 - share) / share).ok()
}

macro_rules! atomic_counts {
    ($($field:ident),* $(,)?) => {
        #[derive(Debug, Default)]
        struct AtomicCounts {
            $($field: AtomicU64,)*
        }

        impl AtomicCounts {
            fn add(&self, counts: &Counts) {
                $(self.$field.fetch_add(counts.$field, Ordering::Relaxed);)*
            }

            fn set(&self, counts: &Counts) {
                $(self.$field.store(counts.$field, Ordering::Relaxed);)*
            }

            fn load(&self) -> Counts {
                Counts { $($field: self.$field.load(Ordering::Relaxed),)* }
            }
        }
    };
}

atomic_counts!(
    rows_read, inserted, versioned, updated, closed, unchanged, filtered, rejected, duplicates
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_count_together_and_a_resumed_run_begins_where_it_ended() {
        let progress = Progress::new();
        progress.phase("loading");
        let committed = Counts {
            rows_read: 10,
            inserted: 10,
            ..Counts::default()
        };
        progress.planned(
            Plan {
                chunks: 4,
                chunks_done: 1,
                rows_estimated: 30,
                workers: 2,
            },
            &committed,
        );
        let worker = progress.clone();
        worker.rows_seen(12);
        worker.chunk_done(&Counts {
            rows_read: 10,
            versioned: 3,
            unchanged: 7,
            ..Counts::default()
        });
        worker.retried();
        progress.counted(&Counts {
            closed: 2,
            ..Counts::default()
        });
        let snapshot = progress.snapshot();
        assert_eq!(
            (
                snapshot.chunks_done,
                snapshot.chunks,
                snapshot.workers,
                snapshot.retries
            ),
            (2, 4, 2, 1)
        );
        assert_eq!(
            (snapshot.phase.as_ref(), snapshot.rows_seen),
            ("loading", 12)
        );
        assert_eq!(
            snapshot.counts,
            Counts {
                rows_read: 20,
                inserted: 10,
                versioned: 3,
                unchanged: 7,
                closed: 2,
                ..Counts::default()
            }
        );
    }

    #[test]
    fn planning_again_counts_anew_and_more_chunks_than_planned_are_no_fault() {
        let progress = Progress::new();
        let plan = Plan {
            chunks: 4,
            chunks_done: 2,
            rows_estimated: 9,
            workers: 1,
        };
        progress.planned(
            plan,
            &Counts {
                rows_read: 5,
                ..Counts::default()
            },
        );
        for _ in 0..3 {
            progress.chunk_done(&Counts {
                rows_read: 1,
                ..Counts::default()
            });
        }
        assert_eq!(
            (
                progress.snapshot().chunks_done,
                progress.snapshot().counts.rows_read
            ),
            (5, 8)
        );
        progress.planned(
            plan,
            &Counts {
                rows_read: 5,
                ..Counts::default()
            },
        );
        assert_eq!(
            (
                progress.snapshot().chunks_done,
                progress.snapshot().counts.rows_read
            ),
            (2, 5)
        );
    }

    #[test]
    fn the_share_done_follows_rows_within_what_the_chunks_allow() {
        let plan = Plan {
            chunks: 12,
            chunks_done: 2,
            rows_estimated: 1_000,
            workers: 2,
        };
        for (chunks_done, rows_seen, expected) in [
            (2, 0, 0.0),
            (2, 100, 0.1),
            (2, 900, 0.2), // far more rows than estimated: two chunks at work cannot be more than two tenths
            (7, 100, 0.5), // far fewer: five chunks of ten are half
            (12, 800, 1.0),
        ] {
            assert_eq!(
                share_done(&plan, chunks_done, rows_seen),
                expected,
                "{chunks_done} {rows_seen}"
            );
        }
        assert_eq!(
            share_done(
                &Plan {
                    rows_estimated: 0,
                    ..plan
                },
                7,
                0
            ),
            0.5
        );
        assert_eq!(share_done(&Plan::default(), 0, 0), 0.0);
    }

    #[test]
    fn time_left_is_told_only_when_it_can_be() {
        assert_eq!(
            eta(Duration::from_secs(10), 0.25),
            Some(Duration::from_secs(30))
        );
        assert_eq!(eta(Duration::from_millis(500), 0.25), None);
        assert_eq!(eta(Duration::from_secs(10), 0.0), None);
        assert_eq!(eta(Duration::from_secs(10), 1.0), None);
    }
}
