//! The arena for computed text, and the constants of a run that expressions may ask for.

use std::sync::Arc;

use bumpalo::Bump;

use loadwright_types::{ParamValue, TimestampTz};

/// What expressions can ask of the run, fixed before the first row: params, run id, clock.
#[derive(Debug, Clone)]
pub struct RunConstants {
    /// The job's params in the order of [`crate::info::JobInfo::params`].
    pub params: Vec<ParamValue>,
    /// `run_id()`.
    pub run_id: i64,
    /// `run_started_at()`.
    pub started_at: TimestampTz,
    /// `effective_at()`.
    pub effective_at: TimestampTz,
    /// `job_name()`.
    pub job: &'static str,
}

/// A bump arena for text that expressions compute, reset before each row, beside the run's
/// constants and the row's place.
#[derive(Debug)]
pub struct Scratch {
    arena: Bump,
    run: Arc<RunConstants>,
    file: Arc<str>,
    line: u64,
}

impl Scratch {
    /// An empty arena for one worker.
    #[must_use]
    pub fn new(run: Arc<RunConstants>) -> Scratch {
        Scratch {
            arena: Bump::new(),
            run,
            file: Arc::from(""),
            line: 0,
        }
    }

    /// Forgets the last row's text, keeping the memory, and notes the place of the next: its line
    /// and its file, if it is of one.
    #[inline]
    pub fn enter(&mut self, line: u64, file: Option<&Arc<str>>) {
        self.arena.reset();
        self.line = line;
        if let Some(file) = file.filter(|file| !Arc::ptr_eq(file, &self.file)) {
            self.file = Arc::clone(file);
        }
    }

    /// The arena itself.
    #[must_use]
    pub fn arena(&self) -> &Bump {
        &self.arena
    }

    /// The run's constants.
    #[must_use]
    pub fn run(&self) -> &RunConstants {
        &self.run
    }

    /// `source_file()`: the file's name below the connection's root; empty for tables and queries.
    #[must_use]
    pub fn source_file(&self) -> &str {
        &self.file
    }

    /// `source_line()`: the line on which the record begins, from 1; for tables and queries the
    /// row's number in its chunk.
    #[must_use]
    pub fn source_line(&self) -> i64 {
        i64::try_from(self.line).unwrap_or(i64::MAX)
    }
}
