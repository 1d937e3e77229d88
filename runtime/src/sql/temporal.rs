//! Days and times.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use crate::row::Fault;
use crate::temporal::{self, Problem};
use crate::value::{Date, Time, Timestamp, TimestampTz, parse};

/// A literal of generated code.
///
/// # Panics
/// No such day; the compiler writes none.
#[must_use]
pub const fn date(year: i32, month: u32, day: u32) -> Date {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date literal that is no day")
}

/// A literal of generated code.
///
/// # Panics
/// No such time; the compiler writes none.
#[must_use]
pub const fn time(hour: u32, minute: u32, second: u32, micros: u32) -> Time {
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros)
        .expect("a time literal that is no time")
}

/// A literal of generated code.
///
/// # Panics
/// No such day or time; the compiler writes none.
#[must_use]
#[allow(clippy::too_many_arguments)] // The parts of a timestamp, in the order in which it is written.
pub const fn timestamp(
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
) -> Timestamp {
    date(year, month, day).and_time(time(hour, minute, second, micros))
}

/// A literal of generated code, in UTC.
///
/// # Panics
/// No such day or time; the compiler writes none.
#[must_use]
#[allow(clippy::too_many_arguments)] // As above.
pub const fn timestamptz(
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
) -> TimestampTz {
    timestamp(year, month, day, hour, minute, second, micros).and_utc()
}

/// The fault of a text.
#[cold]
pub(super) fn fault(text: &str, problem: Problem) -> Fault {
    parse::fault(text, problem.reason)
}

/// A time that PostgreSQL has too.
pub(super) fn in_range(at: NaiveDateTime) -> Option<NaiveDateTime> {
    Some(at).filter(|at| temporal::julian(at.date()) >= 0)
}

/// A day, or a time on one.
pub trait OnDay: Copy {
    /// The day.
    #[doc(hidden)]
    fn day(self) -> Date;
}

impl OnDay for Date {
    fn day(self) -> Date {
        self
    }
}

impl OnDay for Timestamp {
    fn day(self) -> Date {
        self.date()
    }
}

impl OnDay for TimestampTz {
    fn day(self) -> Date {
        self.naive_utc().date()
    }
}

/// A computed value for a column, which holds the years 1 to 9999: SQLite's texts are in order only
/// there.
///
/// # Errors
/// A day before or after.
pub fn within_years<T: OnDay>(value: T) -> Result<T, Fault> {
    if (1..=9999).contains(&value.day().year()) {
        Ok(value)
    } else {
        Err(Fault::of(
            value.day(),
            "out of range for a column (years are 0001 to 9999)",
        ))
    }
}

/// `date + days`
///
/// # Errors
/// Out of range.
pub fn add_days(day: Date, days: i32) -> Result<Date, Fault> {
    Ok(temporal::of_julian(
        temporal::julian(day) + i64::from(days),
    )?)
}

/// `date - days`
///
/// # Errors
/// Out of range.
pub fn subtract_days(day: Date, days: i32) -> Result<Date, Fault> {
    Ok(temporal::of_julian(
        temporal::julian(day) - i64::from(days),
    )?)
}

/// `date - date`, in days.
#[must_use]
pub fn days_between(left: Date, right: Date) -> i32 {
    i32::try_from(left.signed_duration_since(right).num_days()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn days_are_counted() {
        const LEAP: Date = date(2012, 2, 28);
        assert_eq!(add_days(LEAP, 2).unwrap(), date(2012, 3, 1));
        assert_eq!(
            subtract_days(date(2013, 1, 1), 1).unwrap(),
            date(2012, 12, 31)
        );
        assert_eq!(days_between(date(2013, 1, 1), date(2012, 1, 1)), 366);
        assert_eq!(
            add_days(LEAP, i32::MAX).unwrap_err().reason,
            "date out of range"
        );
    }

    #[test]
    fn literals_are_constants() {
        const AT: TimestampTz = timestamptz(2013, 1, 1, 5, 30, 0, 250_000);
        assert_eq!(AT.to_rfc3339(), "2013-01-01T05:30:00.250+00:00");
    }
}
