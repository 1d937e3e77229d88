//! Dates and times from text in a strftime-like format.
//!
//! chrono is laxer than the spec: blanks before a number, years of two digits for `%Y` and leap
//! seconds are refused here.

use chrono::format::{Parsed, StrftimeItems};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::fault;
use super::temporal::{
    DAY_MICROS, MICROS_PER_SECOND, at, in_years, instant, no_such_day, time_of_day,
};
use crate::{Date, Fault, Time, Timestamp, TimestampTz};

/// A `date` in a strftime-like format.
///
/// # Errors
/// Text that does not match; a day that does not exist.
pub fn date_in_format(text: &str, format: &str) -> Result<Date, Fault> {
    let parsed = parse_format(text, format)?;
    let date = parsed.to_naive_date().map_err(|_| mismatch(text, format))?;
    in_written_year(text, date)
}

/// A `time` in a strftime-like format.
///
/// # Errors
/// Text that does not match; a time that does not exist.
pub fn time_in_format(text: &str, format: &str) -> Result<Time, Fault> {
    let parsed = parse_format(text, format)?;
    let time = parsed.to_naive_time().map_err(|_| mismatch(text, format))?;
    let (seconds, fraction) = seconds_and_fraction(text, time)?;
    match seconds * MICROS_PER_SECOND + fraction {
        DAY_MICROS => Err(fault(text, "rounds to 24:00:00, which is no time of a day")),
        micros => time_of_day(micros).ok_or_else(|| fault(text, "no such time")),
    }
}

/// A `timestamp` in a strftime-like format; a format without a time gives midnight.
///
/// # Errors
/// Text that does not match; a zone; a day or time that does not exist.
pub fn timestamp_in_format(text: &str, format: &str) -> Result<Timestamp, Fault> {
    let parsed = parse_format(text, format)?;
    if parsed.offset().is_some() || parsed.timestamp().is_some() {
        return Err(fault(text, "a time zone in a timestamp without one"));
    }
    local_of(text, format, &parsed, 0)
}

/// A `timestamptz` in a strftime-like format; `%z` and its kin give the offset, `%s` an instant,
/// else it is read in `timezone`.
///
/// # Errors
/// Text that does not match; a day or time that does not exist; no zone anywhere.
pub fn timestamptz_in_format(
    text: &str,
    format: &str,
    timezone: &str,
) -> Result<TimestampTz, Fault> {
    let parsed = parse_format(text, format)?;
    let offset = parsed.offset().or(parsed.timestamp().map(|_| 0));
    let local = local_of(text, format, &parsed, offset.unwrap_or(0))?;
    instant(text, local, offset.map(i64::from), timezone)
}

fn parse_format(text: &str, format: &str) -> Result<Parsed, Fault> {
    let mut parsed = Parsed::new();
    // chrono passes over blanks before a number; here nothing around a value is dropped.
    let blanks = text.trim().len() != text.len() && format.trim().len() == format.len();
    match chrono::format::parse(&mut parsed, text, StrftimeItems::new(format)) {
        Ok(()) if !blanks => Ok(parsed),
        _ => Err(mismatch(text, format)),
    }
}

#[cold]
fn mismatch(text: &str, format: &str) -> Fault {
    fault(
        text,
        format!("does not match the format `{format}`, or no such day or time"),
    )
}

/// The local time that was parsed, by a clock so many seconds ahead of UTC.
fn local_of(
    text: &str,
    format: &str,
    parsed: &Parsed,
    offset: i32,
) -> Result<NaiveDateTime, Fault> {
    let timed = parsed.hour_div_12().is_some()
        || parsed.hour_mod_12().is_some()
        || parsed.timestamp().is_some();
    let parsed = if timed {
        parsed.to_naive_datetime_with_offset(offset)
    } else {
        parsed
            .to_naive_date()
            .map(|date| date.and_time(NaiveTime::MIN))
    };
    let local = parsed.map_err(|_| mismatch(text, format))?;
    let (seconds, fraction) = seconds_and_fraction(text, local.time())?;
    let date = in_written_year(text, local.date())?;
    at(date, seconds * MICROS_PER_SECOND + fraction).ok_or_else(|| no_such_day(text))
}

/// The day, if its year is within bounds and, where it is an early one, written out: chrono takes
/// `13` for the year 13.
fn in_written_year(text: &str, date: NaiveDate) -> Result<NaiveDate, Fault> {
    let early = date.year() < 1000;
    match in_years(date) {
        Some(date) if early && !text.contains(&format!("{:04}", date.year())) => {
            Err(fault(text, "a year of less than four digits"))
        }
        Some(date) => Ok(date),
        None => Err(no_such_day(text)),
    }
}

/// Seconds of the day and microseconds, rounded up to a full second.
fn seconds_and_fraction(text: &str, time: NaiveTime) -> Result<(i64, i64), Fault> {
    if time.nanosecond() >= 1_000_000_000 {
        return Err(fault(text, "no such time (00:00:00 to 23:59:59)"));
    }
    let micros = (f64::from(time.nanosecond()) / 1000.0).round_ties_even() as i64;
    Ok((i64::from(time.num_seconds_from_midnight()), micros))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn reason<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
        result.unwrap_err().reason.into_owned()
    }

    #[test]
    fn formats() {
        assert_eq!(
            date_in_format("31/01/2013", "%d/%m/%Y")
                .unwrap()
                .to_string(),
            "2013-01-31"
        );
        assert_eq!(
            date_in_format("31 Jan 2013", "%d %b %Y")
                .unwrap()
                .to_string(),
            "2013-01-31"
        );
        assert_eq!(
            timestamp_in_format("31.01.2013", "%d.%m.%Y")
                .unwrap()
                .to_string(),
            "2013-01-31 00:00:00"
        );
        assert_eq!(
            timestamp_in_format("01/31/2013 6:05 PM", "%m/%d/%Y %I:%M %p")
                .unwrap()
                .to_string(),
            "2013-01-31 18:05:00"
        );
        assert_eq!(
            time_in_format("1805", "%H%M").unwrap().to_string(),
            "18:05:00"
        );
        let instant = |text, format, zone| {
            timestamptz_in_format(text, format, zone)
                .unwrap()
                .to_rfc3339()
        };
        assert_eq!(
            instant("31.01.2013 06:00 +0100", "%d.%m.%Y %H:%M %z", ""),
            "2013-01-31T05:00:00+00:00"
        );
        assert_eq!(
            instant("31.01.2013 06:00", "%d.%m.%Y %H:%M", "Europe/Berlin"),
            "2013-01-31T05:00:00+00:00"
        );
        assert_eq!(instant("1359612000", "%s", ""), "2013-01-31T06:00:00+00:00");
        assert_eq!(
            instant(
                "31.01.2013 06:00:00.0000016Z",
                "%d.%m.%Y %H:%M:%S%.f%#z",
                ""
            ),
            "2013-01-31T06:00:00.000002+00:00"
        );
    }

    #[test]
    fn formats_are_strict_too() {
        for text in [
            "31/02/2013",
            "31/01/13",
            " 31/01/2013",
            "31/01/2013 ",
            "31-01-2013",
            "",
        ] {
            assert!(date_in_format(text, "%d/%m/%Y").is_err(), "{text:?}");
        }
        assert_eq!(
            reason(timestamp_in_format("31.01.2013 +01", "%d.%m.%Y %#z")),
            "a time zone in a timestamp without one"
        );
        assert_eq!(
            reason(timestamptz_in_format("31.01.2013", "%d.%m.%Y", "")),
            "no time zone in a timestamptz"
        );
        assert_eq!(
            reason(date_in_format("31/01/13", "%d/%m/%Y")),
            "a year of less than four digits"
        );
        assert_eq!(date_in_format("31/01/0013", "%d/%m/%Y").unwrap().year(), 13);
        assert_eq!(date_in_format("31/01/13", "%d/%m/%y").unwrap().year(), 2013);
        assert!(time_in_format("23:59:60", "%H:%M:%S").is_err());
        assert!(date_in_format("2013", "%Q").is_err());
    }
}
