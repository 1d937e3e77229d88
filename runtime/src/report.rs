//! What a run gives back: the numbers that must balance.

use std::ops::AddAssign;

use serde::Serialize;

use crate::error::Error;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Still going.
    Running,
    /// All rows are in.
    Succeeded,
    /// An error ended it; committed chunks stay.
    Failed,
    /// It was asked to stop; committed chunks stay.
    Stopped,
    /// A data rule said no.
    Refused,
    /// A later run took its place.
    Abandoned,
}

impl Status {
    /// As the ledger writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Running => "RUNNING",
            Status::Succeeded => "SUCCEEDED",
            Status::Failed => "FAILED",
            Status::Stopped => "STOPPED",
            Status::Refused => "REFUSED",
            Status::Abandoned => "ABANDONED",
        }
    }
}

/// Rows by outcome.
/// `read = inserted + versioned + updated + unchanged + filtered + rejected + duplicates`; `closed`
/// stands outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Source rows read.
    pub rows_read: u64,
    /// Keys that the target had no current row for.
    pub inserted: u64,
    /// Keys that got a new version.
    pub versioned: u64,
    /// Keys whose current row was overwritten (type 1).
    pub updated: u64,
    /// Keys closed, deleted or flagged because the source no longer holds them.
    pub closed: u64,
    /// Keys without a change.
    pub unchanged: u64,
    /// Rows that the filter took out.
    pub filtered: u64,
    /// Rows that could not be loaded.
    pub rejected: u64,
    /// Rows that were equal to, or lost against, another of the same key.
    pub duplicates: u64,
}

impl Counts {
    /// The source rows that have an outcome.
    #[must_use]
    pub fn accounted_for(&self) -> u64 {
        self.inserted
            + self.versioned
            + self.updated
            + self.unchanged
            + self.filtered
            + self.rejected
            + self.duplicates
    }

    /// Each source row has exactly one outcome.
    #[must_use]
    pub fn balance(&self) -> bool {
        self.rows_read == self.accounted_for()
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.rows_read += other.rows_read;
        self.inserted += other.inserted;
        self.versioned += other.versioned;
        self.updated += other.updated;
        self.closed += other.closed;
        self.unchanged += other.unchanged;
        self.filtered += other.filtered;
        self.rejected += other.rejected;
        self.duplicates += other.duplicates;
    }
}

/// What a run gives back; `--json` prints it as one object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Number of the run in the ledger; 0 for a dry run.
    pub run_id: i64,
    /// The job's name.
    pub job: &'static str,
    /// How it ended.
    pub status: Status,
    /// It went on with an unfinished run's chunks.
    pub resumed: bool,
    /// Effective time of new versions, ISO 8601 UTC.
    pub effective_at: String,
    /// Rows by outcome.
    #[serde(flatten)]
    pub counts: Counts,
    /// Chunks in the plan.
    pub chunks: u64,
    /// Workers that ran.
    pub workers: usize,
    /// Attempts beyond each chunk's first.
    pub retries: u64,
    /// Wall-clock milliseconds.
    pub elapsed_ms: u64,
    /// Sample differences of a dry run, and remarks, for people.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// A run that did not succeed.
#[derive(Debug)]
pub struct RunError {
    /// Why.
    pub error: Error,
    /// What it came to all the same; `None` where it ended before it was opened in the ledger.
    pub report: Option<Box<Report>>,
}

impl From<Error> for RunError {
    fn from(error: Error) -> RunError {
        RunError {
            error,
            report: None,
        }
    }
}
