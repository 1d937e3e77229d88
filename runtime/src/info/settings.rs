//! What a spec sets for its runs: settings, params and hooks.

use super::SqlType;

/// The spec's settings. `None`: the spec leaves it to the built-in default.
#[derive(Debug, Clone, Copy, Default)]
pub struct SettingsInfo {
    /// `parallel.enable_parallel`.
    pub enable_parallel: Option<bool>,
    /// `parallel.max_workers`.
    pub max_workers: Option<u64>,
    /// `parallel.chunk_size`, rows.
    pub chunk_size: Option<u64>,
    /// `parallel.min_rows_for_parallel`.
    pub min_rows_for_parallel: Option<u64>,
    /// `checkpoint.enabled`.
    pub resume: Option<bool>,
    /// `checkpoint.resume_within`, seconds.
    pub resume_within_seconds: Option<u64>,
    /// `retry.max_attempts`.
    pub retry_max_attempts: Option<u64>,
    /// `retry.initial_delay_ms`.
    pub retry_initial_delay_ms: Option<u64>,
    /// `retry.multiplier`.
    pub retry_multiplier: Option<f64>,
    /// `retry.max_delay_ms`.
    pub retry_max_delay_ms: Option<u64>,
    /// `rejects.max_rows`.
    pub rejects_max_rows: Option<u64>,
    /// `rejects.max_percent` of rows read.
    pub rejects_max_percent: Option<f64>,
    /// `rejects.store`.
    pub rejects_store: Option<StoreRejects>,
    /// `close_limit.percent` of the current rows.
    pub close_limit_percent: Option<f64>,
    /// `close_limit.min_rows`.
    pub close_limit_min_rows: Option<u64>,
    /// `analyze`.
    pub analyze: Option<Analyze>,
}

impl SettingsInfo {
    /// A spec that leaves everything to the defaults: what the compiler fills up from.
    pub const NONE: SettingsInfo = SettingsInfo {
        enable_parallel: None,
        max_workers: None,
        chunk_size: None,
        min_rows_for_parallel: None,
        resume: None,
        resume_within_seconds: None,
        retry_max_attempts: None,
        retry_initial_delay_ms: None,
        retry_multiplier: None,
        retry_max_delay_ms: None,
        rejects_max_rows: None,
        rejects_max_percent: None,
        rejects_store: None,
        close_limit_percent: None,
        close_limit_min_rows: None,
        analyze: None,
    };
}

/// What `lw_reject` keeps of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreRejects {
    /// The whole row as JSON.
    Row,
    /// Key, column, value and reason.
    Key,
    /// Reason and column only.
    None,
}

/// When to refresh the target's statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analyze {
    /// After a first load or more than 10 % changed.
    Auto,
    /// After every run.
    Always,
    /// Never.
    Never,
}

/// A run parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Name, as in `:name` and `--param name=value`.
    pub name: &'static str,
    /// Type.
    pub ty: SqlType,
    /// Default as text; `None`: must be given.
    pub default: Option<&'static str>,
}

/// SQL to run on the target, params bound.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hooks {
    /// Before the first chunk.
    pub before_run: &'static [&'static str],
    /// After the closing transaction.
    pub after_success: &'static [&'static str],
    /// After a failed run.
    pub after_failure: &'static [&'static str],
}

impl Hooks {
    /// No hook.
    pub const NONE: Hooks = Hooks {
        before_run: &[],
        after_success: &[],
        after_failure: &[],
    };
}
