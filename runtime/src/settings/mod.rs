//! Settings and params, each setting with the layer that it came from.

mod environment;
pub mod params;
mod resolve;
pub(crate) mod session;

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use crate::error::Result;
use crate::info::{Analyze, JobInfo, SettingsInfo, StoreRejects};
use crate::options::Options;
use crate::value::ParamValue;

use session::Session;

/// What a run is told beside its data: all settings and all params.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// All settings.
    pub settings: Settings,
    /// The job's params, in the order of [`JobInfo::params`].
    pub params: Vec<ParamValue>,
}

impl Resolved {
    /// Resolves the layers, highest first: flags, session parameters, environment, spec, defaults.
    ///
    /// # Errors
    /// Of usage: a session file that cannot be read, a value that is no value of its setting (the
    /// layer is named), a param that is unknown, missing or not of its type.
    pub fn of(options: &Options, info: &JobInfo) -> Result<Resolved> {
        let session = match &options.session_params {
            Some(path) => Session::read(path)?,
            None => Session::default(),
        };
        let layers = [
            (Layer::Flag, SettingsInfo::from(options.flags)),
            (Layer::Session, session.settings),
            (Layer::Environment, environment::layer(&options.vars)?),
            (Layer::Spec, info.settings),
        ];
        Ok(Resolved {
            settings: resolve::settings(&layers)?,
            params: params::resolve(&options.params, &session.params, info)?,
        })
    }
}

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

impl RejectLimit {
    /// Whether so many rejected rows of so many are too many.
    pub(crate) fn is_passed(self, rejected: u64, rows_read: u64) -> bool {
        match self {
            RejectLimit::Rows(limit) => rejected > limit,
            RejectLimit::Percent(limit) => rejected as f64 > rows_read as f64 * limit / 100.0,
        }
    }
}

impl Settings {
    /// Every setting by its name in the spec, in the spec's order.
    #[must_use]
    pub fn list(&self) -> Vec<Listed> {
        fn listed<T>(
            name: &'static str,
            setting: &Setting<T>,
            value: impl FnOnce(&T) -> Value,
        ) -> Listed {
            Listed {
                name,
                value: value(&setting.value),
                layer: setting.layer,
            }
        }
        fn milliseconds(duration: &Duration) -> Value {
            json!(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
        }
        let (rejects, limit) = match self.rejects.value {
            RejectLimit::Rows(rows) => ("rejects.max_rows", json!(rows)),
            RejectLimit::Percent(percent) => ("rejects.max_percent", json!(percent)),
        };
        vec![
            listed("enable_parallel", &self.enable_parallel, |on| json!(on)),
            listed("max_workers", &self.max_workers, |workers| json!(workers)),
            listed("chunk_size", &self.chunk_size, |rows| json!(rows)),
            listed(
                "min_rows_for_parallel",
                &self.min_rows_for_parallel,
                |rows| json!(rows),
            ),
            listed("checkpoint.enabled", &self.resume, |on| json!(on)),
            listed(
                "checkpoint.resume_within_seconds",
                &self.resume_within,
                |time| json!(time.as_secs()),
            ),
            listed("retry.max_attempts", &self.retry_max_attempts, |attempts| {
                json!(attempts)
            }),
            listed(
                "retry.initial_delay_ms",
                &self.retry_initial_delay,
                milliseconds,
            ),
            listed("retry.multiplier", &self.retry_multiplier, |factor| {
                json!(factor)
            }),
            listed("retry.max_delay_ms", &self.retry_max_delay, milliseconds),
            Listed {
                name: rejects,
                value: limit,
                layer: self.rejects.layer,
            },
            listed("rejects.store", &self.rejects_store, |store| {
                json!(store_name(*store))
            }),
            listed(
                "close_limit.percent",
                &self.close_limit_percent,
                |percent| json!(percent),
            ),
            listed("close_limit.min_rows", &self.close_limit_min_rows, |rows| {
                json!(rows)
            }),
            listed("analyze", &self.analyze, |analyze| {
                json!(analyze_name(*analyze))
            }),
        ]
    }

    /// Every setting with its layer, as the ledger keeps it:
    /// `{"max_workers": {"value": 4, "layer": "spec"}, …}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let entries = self.list().into_iter().map(|setting| {
            (
                setting.name.to_owned(),
                json!({"value": setting.value, "layer": setting.layer.to_string()}),
            )
        });
        Value::Object(entries.collect())
    }
}

/// One setting, to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its name in the spec.
    pub name: &'static str,
    /// Its value; times are numbers in the unit that the name ends with.
    pub value: Value,
    /// The layer that gave it.
    pub layer: Layer,
}

fn store_name(store: StoreRejects) -> &'static str {
    match store {
        StoreRejects::Row => "row",
        StoreRejects::Key => "key",
        StoreRejects::None => "none",
    }
}

fn analyze_name(analyze: Analyze) -> &'static str {
    match analyze {
        Analyze::Auto => "auto",
        Analyze::Always => "always",
        Analyze::Never => "never",
    }
}

/// A truth value as flags, environment and session files write it.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    const WORDS: [(&str, bool); 8] = [
        ("true", true),
        ("false", false),
        ("1", true),
        ("0", false),
        ("yes", true),
        ("no", false),
        ("on", true),
        ("off", false),
    ];
    WORDS
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(text.trim()))
        .map(|(_, value)| *value)
}

#[cfg(test)]
mod tests;
