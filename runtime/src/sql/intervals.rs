//! Intervals, and what they do to days and times.

use std::fmt;

use bumpalo::collections::String as ArenaString;

use crate::row::Fault;
use crate::scratch::Scratch;
use crate::temporal::{self, Interval, interval as spans};
use crate::value::{Date, Time, Timestamp, TimestampTz};

use super::temporal::fault;

/// A literal of generated code.
#[must_use]
pub const fn interval(months: i32, days: i32, micros: i64) -> Interval {
    Interval::new(months, days, micros)
}

/// `interval::text`: `1 year 2 mons 3 days 04:05:06`
#[must_use]
pub fn interval_to_text(value: Interval, scratch: &Scratch) -> &str {
    use fmt::Write;
    let mut text = ArenaString::new_in(scratch.arena());
    // Writing to memory cannot fail.
    let _: fmt::Result = write!(text, "{value}");
    text.into_bump_str()
}

/// `text::interval`
///
/// # Errors
/// Text that is no interval, or one out of range.
pub fn text_to_interval(text: &str) -> Result<Interval, Fault> {
    Interval::parse(text, None).map_err(|problem| fault(text, problem))
}

/// `time::interval`
#[must_use]
pub fn time_to_interval(value: Time) -> Interval {
    Interval::of_micros(temporal::micros_of_day(value))
}

/// `interval::time`: its time part, around the clock.
#[must_use]
pub fn interval_to_time(value: Interval) -> Time {
    spans::time_of(value)
}

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) -> $result:ty { $body:expr })*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// Out of range.
        pub fn $name($($arg: $type),*) -> Result<$result, Fault> {
            Ok($body)
        }
    )*};
}

functions! {
    /// `interval + interval`
    add_intervals(left: Interval, right: Interval) -> Interval { left.plus(right)? }
    /// `interval - interval`
    subtract_intervals(left: Interval, right: Interval) -> Interval { left.minus(right)? }
    /// `- interval`
    negate_interval(value: Interval) -> Interval { value.negated()? }
    /// `interval * factor`
    multiply_interval(value: Interval, factor: f64) -> Interval { value.times(factor)? }
    /// `factor * interval`
    times_interval(factor: f64, value: Interval) -> Interval { value.times(factor)? }
    /// `interval / divisor`
    divide_interval(value: Interval, divisor: f64) -> Interval { value.divided(divisor)? }
    /// `justify_days(interval)`: 30 days are a month.
    justify_days(value: Interval) -> Interval { value.justify_days()? }
    /// `justify_hours(interval)`: 24 hours are a day.
    justify_hours(value: Interval) -> Interval { value.justify_hours()? }
    /// `justify_interval(interval)`: both, with one sign.
    justify_interval(value: Interval) -> Interval { value.justify_interval()? }
    /// `timestamp + interval`
    add_to_timestamp(at: Timestamp, span: Interval) -> Timestamp { spans::timestamp_plus(at, span)? }
    /// `timestamp - interval`
    subtract_from_timestamp(at: Timestamp, span: Interval) -> Timestamp { spans::timestamp_minus(at, span)? }
    /// `timestamptz + interval`, by the clock of UTC.
    add_to_timestamptz(at: TimestampTz, span: Interval) -> TimestampTz { spans::timestamp_plus(at.naive_utc(), span)?.and_utc() }
    /// `timestamptz - interval`, by the clock of UTC.
    subtract_from_timestamptz(at: TimestampTz, span: Interval) -> TimestampTz { spans::timestamp_minus(at.naive_utc(), span)?.and_utc() }
    /// `date + interval`: a timestamp.
    add_to_date(day: Date, span: Interval) -> Timestamp { spans::timestamp_plus(day.into(), span)? }
    /// `date - interval`: a timestamp.
    subtract_from_date(day: Date, span: Interval) -> Timestamp { spans::timestamp_minus(day.into(), span)? }
    /// `timestamp - timestamp`: days and time.
    timestamps_between(left: Timestamp, right: Timestamp) -> Interval { spans::between(left, right)? }
    /// `timestamptz - timestamptz`: days and time.
    timestamptzs_between(left: TimestampTz, right: TimestampTz) -> Interval { spans::between(left.naive_utc(), right.naive_utc())? }
    /// `date_bin(stride, timestamp, origin)`
    bin_timestamp(stride: Interval, at: Timestamp, origin: Timestamp) -> Timestamp { spans::bin(stride, at, origin)? }
    /// `date_bin(stride, timestamptz, origin)`
    bin_timestamptz(stride: Interval, at: TimestampTz, origin: TimestampTz) -> TimestampTz {
        spans::bin(stride, at.naive_utc(), origin.naive_utc())?.and_utc()
    }
}

/// `time + interval`, around the clock.
#[must_use]
pub fn add_to_time(time: Time, span: Interval) -> Time {
    spans::time_plus(time, span)
}

/// `time - interval`, around the clock.
#[must_use]
pub fn subtract_from_time(time: Time, span: Interval) -> Time {
    spans::time_minus(time, span)
}

/// `time - time`
#[must_use]
pub fn times_between(left: Time, right: Time) -> Interval {
    Interval::of_micros(temporal::micros_of_day(left) - temporal::micros_of_day(right))
}

/// `date + time`
#[must_use]
pub fn date_and_time(day: Date, time: Time) -> Timestamp {
    day.and_time(time)
}

/// `age(timestamp, timestamp)`: years, months, days and time.
#[must_use]
pub fn age(left: Timestamp, right: Timestamp) -> Interval {
    spans::age(left, right)
}

/// `age(timestamptz, timestamptz)`, by the clock of UTC.
#[must_use]
pub fn age_of_instants(left: TimestampTz, right: TimestampTz) -> Interval {
    spans::age(left.naive_utc(), right.naive_utc())
}

/// `make_interval(years, months, weeks, days, hours, mins, secs)`
///
/// # Errors
/// Out of range.
#[allow(clippy::too_many_arguments)] // PostgreSQL's own.
pub fn make_interval(
    years: i32,
    months: i32,
    weeks: i32,
    days: i32,
    hours: i32,
    mins: i32,
    secs: f64,
) -> Result<Interval, Fault> {
    Ok(spans::make(years, months, weeks, days, hours, mins, secs)?)
}
