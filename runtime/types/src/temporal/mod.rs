//! Days, times and intervals by PostgreSQL's rules: their texts, their fields, their arithmetic.
//!
//! Nothing here but `named` knows the tables of time zones; chrono is all that the rest uses.
//!
//! What chrono cannot hold is refused with its reason: days after the year 262142 (PostgreSQL's
//! timestamps end in 294276), the time 24:00:00, and the infinities.

pub mod field;
pub mod input;
pub mod interval;
mod interval_input;
#[cfg(feature = "timezones")]
pub mod named;
pub mod read;
pub mod template;
#[cfg(test)]
mod tests;
mod tokens;
pub mod words;
pub mod write;
pub mod zone;

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

pub use interval::Interval;
pub use interval_input::Range;

pub const MICROS_PER_SECOND: i64 = 1_000_000;
pub const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;
pub const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;
pub const MICROS_PER_DAY: i64 = 24 * MICROS_PER_HOUR;

/// What is wrong with a text, a template or a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In a few words: `interval out of range`.
    pub reason: Cow<'static, str>,
    /// Bytes of the template that it is about.
    pub span: Option<std::ops::Range<usize>>,
}

impl Problem {
    #[cold]
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Problem {
        Problem {
            reason: reason.into(),
            span: None,
        }
    }

    /// A problem of a part of a template.
    #[cold]
    pub fn at(span: std::ops::Range<usize>, reason: impl Into<Cow<'static, str>>) -> Problem {
        Problem {
            reason: reason.into(),
            span: Some(span),
        }
    }
}

/// Julian day numbers count from 4714-11-24 BC, PostgreSQL's first day.
const JULIAN_OF_YEAR_ZERO_END: i64 = 1_721_425;

/// The day's Julian number.
#[inline]
pub fn julian(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce()) + JULIAN_OF_YEAR_ZERO_END
}

/// The day of a Julian number.
///
/// # Errors
/// Before PostgreSQL's first day, or after chrono's last.
#[inline]
pub fn of_julian(number: i64) -> Result<NaiveDate, Problem> {
    let day = i32::try_from(number - JULIAN_OF_YEAR_ZERO_END)
        .ok()
        .and_then(NaiveDate::from_num_days_from_ce_opt);
    day.filter(|_| number >= 0)
        .ok_or_else(|| Problem::new("date out of range"))
}

/// A day that PostgreSQL and chrono both have.
#[inline]
pub fn day(year: i64, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|day| julian(*day) >= 0)
}

/// Days of a month.
#[inline]
pub fn days_of_month(year: i64, month: u32) -> u32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Microseconds since 1970 on a clock without a zone.
#[inline]
pub fn micros(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp_micros()
}

/// The time so many microseconds after 1970.
///
/// # Errors
/// Before PostgreSQL's first day, or after chrono's last.
#[inline]
pub fn of_micros(micros: i64) -> Result<NaiveDateTime, Problem> {
    let at = DateTime::from_timestamp_micros(micros).map(|at| at.naive_utc());
    at.filter(|at| julian(at.date()) >= 0)
        .ok_or_else(out_of_range)
}

#[cold]
pub fn out_of_range() -> Problem {
    Problem::new("timestamp out of range")
}

/// Microseconds since midnight.
#[inline]
pub fn micros_of_day(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * MICROS_PER_SECOND
        + i64::from(time.nanosecond() / 1000)
}

/// The time of day so many microseconds after midnight.
///
/// # Errors
/// A full day: PostgreSQL has a time 24:00:00, chrono has none.
#[inline]
pub fn time_of_micros(micros: i64) -> Result<NaiveTime, Problem> {
    let parts = u32::try_from(micros / MICROS_PER_SECOND)
        .ok()
        .zip(u32::try_from(micros % MICROS_PER_SECOND * 1000).ok());
    let time = parts
        .and_then(|(seconds, nanos)| NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos));
    time.ok_or_else(|| Problem::new("24:00:00 is no time here; write 00:00:00 of the next day"))
}

/// The day that a timestamp's ISO week begins with.
#[inline]
pub fn monday_of(day: NaiveDate) -> i64 {
    julian(day) - i64::from(day.weekday().num_days_from_monday())
}

/// The Julian number of the Monday of an ISO week.
pub fn monday_of_week(year: i64, week: i64) -> Result<i64, Problem> {
    let fourth = day(year, 1, 4).ok_or_else(|| Problem::new("date out of range"))?;
    Ok(monday_of(fourth) + (week - 1) * 7)
}
