//! What a job makes of its first rows, for who wants to see it before a run.

use crate::engine;
use crate::error::Result;
use crate::job::Job;
use crate::options::Options;
use crate::program::Compiled;
use crate::row::Reject;

/// What to show.
#[derive(Debug, Clone, Copy)]
pub struct PreviewOf {
    /// At most so many rows.
    pub rows: usize,
    /// Only rows that would be rejected, wherever in the source they are.
    pub rejected: bool,
}

/// One row of the source and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewRow {
    /// The file, where there is one.
    pub file: Option<String>,
    /// Its line; for tables and queries the number of the row.
    pub line: u64,
    /// The source's cells as a JSON object, as the source writes them.
    pub source: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The target row as a JSON object.
    Loaded(String),
    /// The filter leaves it out.
    Filtered,
    /// It cannot be loaded.
    Rejected(Reject),
}

/// The first rows of a job's source: read, filtered, computed; nothing compared, nothing written, the target not opened.
///
/// # Errors
/// Settings, params or connections that cannot be used; a source that cannot be read, or is not what the job was compiled for.
pub fn preview<J: Job>(options: &Options, of: PreviewOf) -> Result<Vec<PreviewRow>> {
    engine::preview(&Compiled::of::<J>(), options, of)
}
