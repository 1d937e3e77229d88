//! The largest values that settings may have: beyond them they are typing errors, and arithmetic on times and rows could overflow.

/// Threads of one run.
pub const WORKERS_MAX: u64 = 1024;

/// Rows of a chunk: all of them are in memory at once.
pub const CHUNK_SIZE_MAX: u64 = 1_000_000_000;

/// Attempts at a chunk.
pub const ATTEMPTS_MAX: u64 = 10_000;

/// Milliseconds between two attempts: a day.
pub const DELAY_MS_MAX: u64 = 24 * 60 * 60 * 1000;

/// What each further delay is multiplied by.
pub const MULTIPLIER_MAX: f64 = 1000.0;

/// Days that runs are taken up again, or rows of the ledger kept: a hundred years.
pub const DAYS_MAX: u64 = 36_500;

/// The same in seconds.
pub const SECONDS_MAX: u64 = DAYS_MAX * 24 * 60 * 60;
