//! The layers put together, and each value that won checked.

use std::num::NonZeroUsize;
use std::time::Duration;

use loadwright_types::bounds::{
    ATTEMPTS, CHUNK_SIZE, DELAY_MS, MULTIPLIER, PERCENT, RESUME_WITHIN, Range, WORKERS,
};

use super::{Layer, RejectLimit, Setting, Settings};
use crate::error::{Error, Result};
use crate::info::{Analyze, SettingsInfo, StoreRejects};

/// A layer's values; the layers come highest first.
pub(super) type Layers = [(Layer, SettingsInfo)];

/// The value of the highest layer that has one is used or refused; it is never passed over for a
/// lower one.
pub(super) fn settings(layers: &Layers) -> Result<Settings> {
    let first = Resolver { layers };
    Ok(Settings {
        enable_parallel: first.of(|layer| layer.enable_parallel, false),
        max_workers: first.checked(
            "max_workers",
            |layer| layer.max_workers,
            default_workers(),
            workers,
        )?,
        chunk_size: first.checked("chunk_size", |layer| layer.chunk_size, 50_000, rows)?,
        min_rows_for_parallel: first.of(|layer| layer.min_rows_for_parallel, 100_000),
        resume: first.of(|layer| layer.resume, true),
        resume_within: first.checked(
            "checkpoint.resume_within",
            |layer| layer.resume_within_seconds,
            6 * 60 * 60,
            age,
        )?,
        retry_max_attempts: first.checked(
            "retry.max_attempts",
            |layer| layer.retry_max_attempts,
            3,
            attempts,
        )?,
        retry_initial_delay: first.checked(
            "retry.initial_delay_ms",
            |layer| layer.retry_initial_delay_ms,
            500,
            delay,
        )?,
        retry_multiplier: first.checked(
            "retry.multiplier",
            |layer| layer.retry_multiplier,
            2.0,
            multiplier,
        )?,
        retry_max_delay: first.checked(
            "retry.max_delay_ms",
            |layer| layer.retry_max_delay_ms,
            30_000,
            delay,
        )?,
        rejects: first.rejects()?,
        rejects_store: first.of(|layer| layer.rejects_store, StoreRejects::Row),
        close_limit_percent: first.checked(
            "close_limit.percent",
            |layer| layer.close_limit_percent,
            20.0,
            percent,
        )?,
        close_limit_min_rows: first.of(|layer| layer.close_limit_min_rows, 10),
        analyze: first.of(|layer| layer.analyze, Analyze::Auto),
    })
}

struct Resolver<'l> {
    layers: &'l Layers,
}

impl Resolver<'_> {
    fn of<T>(&self, get: impl Fn(&SettingsInfo) -> Option<T>, default: T) -> Setting<T> {
        let given = self.layers.iter().find_map(|(layer, values)| {
            get(values).map(|value| Setting {
                value,
                layer: *layer,
            })
        });
        given.unwrap_or(Setting {
            value: default,
            layer: Layer::Default,
        })
    }

    fn checked<T, U>(
        &self,
        name: &str,
        get: impl Fn(&SettingsInfo) -> Option<T>,
        default: T,
        check: impl FnOnce(T) -> Result<U, String>,
    ) -> Result<Setting<U>> {
        let Setting { value, layer } = self.of(get, default);
        match check(value) {
            Ok(value) => Ok(Setting { value, layer }),
            Err(rule) => Err(Error::usage(format!("`{name}` from the {layer} {rule}"))),
        }
    }

    fn rejects(&self) -> Result<Setting<RejectLimit>> {
        let both = self.layers.iter().find(|(_, values)| {
            values.rejects_max_rows.is_some() && values.rejects_max_percent.is_some()
        });
        if let Some((layer, _)) = both {
            return Err(Error::usage(format!(
                "`rejects` from the {layer} has both `max_rows` and `max_percent`: give one"
            )));
        }
        let get = |values: &SettingsInfo| {
            let rows = values.rejects_max_rows.map(RejectLimit::Rows);
            rows.or(values.rejects_max_percent.map(RejectLimit::Percent))
        };
        self.checked(
            "rejects.max_percent",
            get,
            RejectLimit::Rows(0),
            |limit| match limit {
                RejectLimit::Rows(_) => Ok(limit),
                RejectLimit::Percent(share) => percent(share).map(RejectLimit::Percent),
            },
        )
    }
}

/// One core is left to the database and to the reader; beyond eight, one target seldom gets faster.
fn default_workers() -> u64 {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    (cores as u64).saturating_sub(1).clamp(1, 8)
}

fn workers(value: u64) -> Result<usize, String> {
    if value == 0 {
        return Err(
            "is 0: at least one worker is needed (`enable_parallel: false` runs one)".to_owned(),
        );
    }
    usize::try_from(within(WORKERS, value)?).map_err(|_| format!("is more than {}", WORKERS.most))
}

fn rows(value: u64) -> Result<u64, String> {
    if value == 0 {
        Err("is 0: at least one row is needed".to_owned())
    } else {
        within(CHUNK_SIZE, value)
    }
}

fn attempts(value: u64) -> Result<u32, String> {
    if value == 0 {
        return Err("is 0: the first attempt counts, so at least 1 is needed".to_owned());
    }
    u32::try_from(within(ATTEMPTS, value)?).map_err(|_| format!("is more than {}", ATTEMPTS.most))
}

fn delay(milliseconds: u64) -> Result<Duration, String> {
    within(DELAY_MS, milliseconds)
        .map(Duration::from_millis)
        .map_err(|rule| format!("{rule} (a day)"))
}

fn age(seconds: u64) -> Result<Duration, String> {
    within(RESUME_WITHIN.range, seconds)
        .map(Duration::from_secs)
        .map_err(|rule| format!("{rule} s (100 years)"))
}

fn multiplier(value: f64) -> Result<f64, String> {
    if MULTIPLIER.holds(&value) {
        Ok(value)
    } else {
        Err(format!(
            "must be a number from {} to {}",
            MULTIPLIER.least, MULTIPLIER.most
        ))
    }
}

fn percent(value: f64) -> Result<f64, String> {
    if PERCENT.holds(&value) {
        Ok(value)
    } else {
        Err(format!(
            "must be between {} and {}",
            PERCENT.least, PERCENT.most
        ))
    }
}

fn within(range: Range<u64>, value: u64) -> Result<u64, String> {
    match value {
        _ if range.holds(&value) => Ok(value),
        _ if value < range.least => Err(format!("is less than {}", range.least)),
        _ => Err(format!("is more than {}", range.most)),
    }
}
