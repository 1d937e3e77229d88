//! The largest values that settings may have: beyond them they are typing errors, and arithmetic on times and rows could overflow. The
//! compiler compiles the same file, so that a spec is refused for what a run would be.

/// Threads of one run.
pub(crate) const WORKERS_MAX: u64 = 1024;

/// Rows of a chunk: all of them are in memory at once.
pub(crate) const CHUNK_SIZE_MAX: u64 = 1_000_000_000;

/// Attempts at a chunk.
pub(crate) const ATTEMPTS_MAX: u64 = 10_000;

/// Milliseconds between two attempts: a day.
pub(crate) const DELAY_MS_MAX: u64 = 24 * 60 * 60 * 1000;

/// What each further delay is multiplied by.
pub(crate) const MULTIPLIER_MAX: f64 = 1000.0;

/// Days that runs are taken up again, or rows of the ledger kept: a hundred years.
pub(crate) const DAYS_MAX: u64 = 36_500;

/// The same in seconds.
pub(crate) const SECONDS_MAX: u64 = DAYS_MAX * 24 * 60 * 60;
