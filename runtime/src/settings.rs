//! Settings, each with the layer that it came from.

use std::fmt;
use std::time::Duration;

use crate::info::{Analyze, StoreRejects};

/// A setting and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting<T> {
    /// The value in force.
    pub value: T,
    /// The layer that gave it.
    pub layer: Layer,
}

/// The layers, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// A command-line flag (or the caller of the library).
    Flag,
    /// The session-parameter file.
    Session,
    /// An environment variable.
    Environment,
    /// The job's spec.
    Spec,
    /// Built in.
    Default,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Layer::Flag => "flag",
            Layer::Session => "session parameters",
            Layer::Environment => "environment",
            Layer::Spec => "spec",
            Layer::Default => "default",
        })
    }
}

/// All settings of a run, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Run chunks in parallel at all.
    pub enable_parallel: Setting<bool>,
    /// Upper limit of workers, at least 1.
    pub max_workers: Setting<usize>,
    /// Rows a chunk, at least 1.
    pub chunk_size: Setting<u64>,
    /// Below this many estimated rows one worker runs.
    pub min_rows_for_parallel: Setting<u64>,
    /// Unfinished runs may be resumed.
    pub resume: Setting<bool>,
    /// Oldest unfinished run that is resumed.
    pub resume_within: Setting<Duration>,
    /// Attempts a chunk, at least 1.
    pub retry_max_attempts: Setting<u32>,
    /// Pause before the second attempt.
    pub retry_initial_delay: Setting<Duration>,
    /// Growth of the pause.
    pub retry_multiplier: Setting<f64>,
    /// Longest pause.
    pub retry_max_delay: Setting<Duration>,
    /// Rejected rows that are tolerated.
    pub rejects: Setting<RejectLimit>,
    /// What `lw_reject` keeps.
    pub rejects_store: Setting<StoreRejects>,
    /// Largest share of current rows that a load may close, in percent.
    pub close_limit_percent: Setting<f64>,
    /// Closing this many rows or fewer is always allowed.
    pub close_limit_min_rows: Setting<u64>,
    /// When to refresh statistics.
    pub analyze: Setting<Analyze>,
}

/// How many rejected rows a run tolerates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RejectLimit {
    /// At most this many.
    Rows(u64),
    /// At most this share of the rows read, in percent.
    Percent(f64),
}
