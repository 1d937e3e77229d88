//! The settings as a crate's README lists them. The defaults stand in the runtime; here they are
//! only told.

use std::fmt::Display;

use crate::model::{Analyze, Settings, StoreRejects};

/// One line of the README's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Name as the spec has it.
    pub name: &'static str,
    /// Value.
    pub value: String,
    /// The spec gives it; else it is the default.
    pub from_spec: bool,
}

pub(super) fn settings(given: &Settings) -> Vec<Setting> {
    let rejects = match (given.rejects_max_rows, given.rejects_max_percent) {
        (_, Some(percent)) => setting("rejects.max_percent", Some(percent), ""),
        (rows, None) => setting("rejects.max_rows", rows, "0"),
    };
    let store = given.rejects_store.map(|store| match store {
        StoreRejects::Row => "row",
        StoreRejects::Key => "key",
        StoreRejects::None => "none",
    });
    let analyze = given.analyze.map(|analyze| match analyze {
        Analyze::Auto => "auto",
        Analyze::Always => "always",
        Analyze::Never => "never",
    });
    vec![
        setting("parallel.enable_parallel", given.enable_parallel, "false"),
        setting(
            "parallel.max_workers",
            given.max_workers,
            "CPU cores - 1, at most 8",
        ),
        setting("parallel.chunk_size", given.chunk_size, "50000"),
        setting(
            "parallel.min_rows_for_parallel",
            given.min_rows_for_parallel,
            "100000",
        ),
        setting("checkpoint.enabled", given.resume, "true"),
        setting(
            "checkpoint.resume_within",
            given.resume_within_seconds.map(duration),
            "6 hours",
        ),
        setting("retry.max_attempts", given.retry_max_attempts, "3"),
        setting(
            "retry.initial_delay_ms",
            given.retry_initial_delay_ms,
            "500",
        ),
        setting("retry.multiplier", given.retry_multiplier, "2"),
        setting("retry.max_delay_ms", given.retry_max_delay_ms, "30000"),
        rejects,
        setting("rejects.store", store, "row"),
        setting("close_limit.percent", given.close_limit_percent, "20"),
        setting("close_limit.min_rows", given.close_limit_min_rows, "10"),
        setting("analyze", analyze, "auto"),
    ]
}

fn setting(name: &'static str, given: Option<impl Display>, default: &str) -> Setting {
    let from_spec = given.is_some();
    Setting {
        name,
        value: given.map_or_else(|| default.to_owned(), |value| value.to_string()),
        from_spec,
    }
}

fn duration(seconds: u64) -> String {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let (size, unit) = units
        .into_iter()
        .find(|(size, _)| seconds != 0 && seconds.is_multiple_of(*size))
        .unwrap_or((1, "second"));
    let count = seconds / size;
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_take_the_largest_unit_that_fits() {
        assert_eq!(duration(6 * 3_600), "6 hours");
        assert_eq!(duration(86_400), "1 day");
        assert_eq!(duration(90), "90 seconds");
        assert_eq!(duration(0), "0 seconds");
    }

    #[test]
    fn what_the_spec_gives_is_told_from_a_default() {
        let list = settings(&Settings {
            max_workers: Some(0),
            rejects_max_percent: Some(0.5),
            ..Settings::default()
        });
        let told = |name: &str| {
            list.iter()
                .find(|setting| setting.name == name)
                .map(|setting| (setting.value.as_str(), setting.from_spec))
        };
        assert_eq!(told("parallel.max_workers"), Some(("0", true)));
        assert_eq!(told("parallel.chunk_size"), Some(("50000", false)));
        assert_eq!(told("rejects.max_percent"), Some(("0.5", true)));
        assert_eq!(told("rejects.max_rows"), None);
    }
}
