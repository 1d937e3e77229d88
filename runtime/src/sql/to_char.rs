//! `to_char`, `to_date` and `to_timestamp`, and the `make_…` functions.

use bumpalo::collections::String as ArenaString;

use crate::row::Fault;
use crate::scratch::Scratch;
use crate::temporal::read::{self, Read};
use crate::temporal::write::{self, Shown};
use crate::temporal::{
    self, Interval, MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND,
};
use crate::value::{Date, Time, Timestamp, TimestampTz};

use super::temporal::fault;

/// A type that `to_char` writes by a template of dates and times.
pub trait Written: Copy {
    /// Its parts.
    #[doc(hidden)]
    fn shown(self) -> Shown;
}

impl Written for Timestamp {
    fn shown(self) -> Shown {
        Shown::timestamp(self, "")
    }
}

impl Written for TimestampTz {
    fn shown(self) -> Shown {
        Shown::timestamp(self.naive_utc(), "utc")
    }
}

impl Written for Interval {
    fn shown(self) -> Shown {
        Shown::interval(self)
    }
}

/// `to_char(value, 'template')`; the compiler checked the template.
#[must_use]
pub fn to_char<'a>(value: impl Written, template: &str, scratch: &'a Scratch) -> &'a str {
    written(value, template, scratch).unwrap_or_default()
}

/// `to_char(value, template)`; an empty template gives NULL.
///
/// # Errors
/// A template with a pattern that is not supported, or that the value does not have.
pub fn to_char_by<'a>(
    value: impl Written,
    template: &str,
    scratch: &'a Scratch,
) -> Result<Option<&'a str>, Fault> {
    if template.is_empty() {
        Ok(None)
    } else {
        written(value, template, scratch).map(Some)
    }
}

fn written<'a>(
    value: impl Written,
    template: &str,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    let mut text = ArenaString::with_capacity_in(2 * template.len(), scratch.arena());
    write::write(&mut text, template, &value.shown())
        .map_err(|problem| fault(template, problem))?;
    Ok(text.into_bump_str())
}

/// `to_date(text, template)`; a time in it is passed over.
///
/// # Errors
/// Text that does not match the template; no such day.
pub fn to_date(text: &str, template: &str) -> Result<Date, Fault> {
    read::read(text, template)
        .map(|read| read.local.date())
        .map_err(|problem| fault(text, problem))
}

/// `to_timestamp(text, template)`, in UTC where the text names no offset.
///
/// # Errors
/// Text that does not match the template; no such day or time.
pub fn to_timestamp(text: &str, template: &str) -> Result<TimestampTz, Fault> {
    let Read { local, ahead } =
        read::read(text, template).map_err(|problem| fault(text, problem))?;
    let micros = temporal::micros(local) - i64::from(ahead.unwrap_or(0)) * MICROS_PER_SECOND;
    Ok(temporal::of_micros(micros)?.and_utc())
}

/// `to_timestamp(seconds since 1970)`
///
/// # Errors
/// Out of range; the infinities, NaN.
pub fn epoch_to_timestamp(seconds: f64) -> Result<TimestampTz, Fault> {
    /// PostgreSQL counts from 2000, and rounds there.
    const TO_2000: f64 = 946_684_800.0;
    let micros = ((seconds - TO_2000) * 1e6).round_ties_even();
    let fits = micros.abs() < -(i64::MIN as f64) / 2.0;
    let at = if fits {
        temporal::of_micros(micros as i64 + TO_2000 as i64 * MICROS_PER_SECOND).ok()
    } else {
        None
    };
    at.map(|at| at.and_utc())
        .ok_or_else(|| Fault::of(seconds, "timestamp out of range"))
}

/// `make_date(year, month, day)`; years below 0 are BC.
///
/// # Errors
/// No such day.
pub fn make_date(year: i32, month: i32, day: i32) -> Result<Date, Fault> {
    // There is no year zero.
    let counted = if year < 0 {
        i64::from(year) + 1
    } else {
        year.into()
    };
    let parts = u32::try_from(month)
        .ok()
        .zip(u32::try_from(day).ok())
        .filter(|_| year != 0);
    let made = parts.and_then(|(month, day)| temporal::day(counted, month, day));
    made.ok_or_else(|| {
        Fault::of(
            format_args!("{year}-{month:02}-{day:02}"),
            "date field value out of range",
        )
    })
}

/// `make_time(hour, minute, second)`
///
/// # Errors
/// No such time; 24:00:00.
pub fn make_time(hour: i32, minute: i32, second: f64) -> Result<Time, Fault> {
    Ok(temporal::time_of_micros(micros_of(hour, minute, second)?)?)
}

/// Microseconds of the day, up to a full one.
fn micros_of(hour: i32, minute: i32, second: f64) -> Result<i64, Fault> {
    let wrong = || {
        Fault::of(
            format_args!("{hour}:{minute:02}:{second:02}"),
            "time field value out of range",
        )
    };
    let micros = (second * 1e6).round_ties_even();
    let sane =
        (0..=24).contains(&hour) && (0..60).contains(&minute) && (0.0..=6e7).contains(&micros);
    let all = i64::from(hour) * MICROS_PER_HOUR
        + i64::from(minute) * MICROS_PER_MINUTE
        + if sane { micros as i64 } else { 0 };
    if sane && all <= MICROS_PER_DAY {
        Ok(all)
    } else {
        Err(wrong())
    }
}

/// `make_timestamp(year, month, day, hour, minute, second)`
///
/// # Errors
/// No such day or time.
pub fn make_timestamp(
    year: i32,
    month: i32,
    day: i32,
    hour: i32,
    minute: i32,
    second: f64,
) -> Result<Timestamp, Fault> {
    let micros = micros_of(hour, minute, second)?;
    Ok(temporal::of_micros(
        temporal::micros(make_date(year, month, day)?.into()) + micros,
    )?)
}

/// `make_timestamptz(year, month, day, hour, minute, second)`, in UTC.
///
/// # Errors
/// No such day or time.
pub fn make_timestamptz(
    year: i32,
    month: i32,
    day: i32,
    hour: i32,
    minute: i32,
    second: f64,
) -> Result<TimestampTz, Fault> {
    make_timestamp(year, month, day, hour, minute, second).map(|at| at.and_utc())
}
