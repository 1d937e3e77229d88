//! The one clock of a run: UTC, in microseconds, written in fixed width.

use chrono::{DateTime, SubsecRound, Utc};

use loadwright_types::TimestampTz;

/// Now, cut to the precision that tables store.
pub(crate) fn now() -> TimestampTz {
    (Utc::now() + ahead()).trunc_subsecs(6)
}

#[cfg(not(feature = "failpoints"))]
fn ahead() -> chrono::TimeDelta {
    chrono::TimeDelta::zero()
}

/// How far the clock is ahead, for tests of clocks that jump: LOADWRIGHT_CLOCK_AHEAD, in seconds.
#[cfg(feature = "failpoints")]
fn ahead() -> chrono::TimeDelta {
    static AHEAD: std::sync::OnceLock<chrono::TimeDelta> = std::sync::OnceLock::new();
    let given = || std::env::var("LOADWRIGHT_CLOCK_AHEAD").ok()?.parse().ok();
    *AHEAD.get_or_init(|| {
        chrono::TimeDelta::try_seconds(given().unwrap_or_default()).unwrap_or_default()
    })
}

/// `2013-01-01T06:00:00.000000Z`
pub(crate) fn text(instant: TimestampTz) -> String {
    instant.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// What [`text`] wrote.
pub(crate) fn parse(text: &str) -> Option<TimestampTz> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|instant| instant.with_timezone(&Utc))
}

/// An instant of a history column as stored: an instant, a date, or a timestamp without a zone,
/// which means UTC.
pub(crate) fn parse_stored(text: &str) -> Option<TimestampTz> {
    let midnight = || text.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0);
    let naive = || chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    parse(text).or_else(|| midnight().or_else(naive).map(|moment| moment.and_utc()))
}
