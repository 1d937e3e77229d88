//! Dates and times from ISO 8601 text.
//!
//! Years are 0001 to 9999. Fractions of a second beyond microseconds are rounded as PostgreSQL
//! rounds them. What PostgreSQL would carry over (24:00:00, a second 60) is refused.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::fault;
use crate::{Date, Fault, Time, Timestamp, TimestampTz};

pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// Largest offset from UTC that PostgreSQL takes: 15:59:59.
const OFFSET_HOURS_MAX: i64 = 15;

/// A `date`: `2013-01-31` or `20130131`.
///
/// # Errors
/// Any other text; a day that the calendar lacks.
pub fn date(text: &str) -> Result<Date, Fault> {
    match date_part(text.as_bytes()) {
        Some((date, [])) => date.ok_or_else(|| no_such_day(text)),
        _ => Err(fault(text, "not a date (YYYY-MM-DD)")),
    }
}

/// A `time`: `06:00`, `06:00:00` or `06:00:00.123456`.
///
/// # Errors
/// Any other text; a time that the clock lacks; 24:00:00.
pub fn time(text: &str) -> Result<Time, Fault> {
    let Some((clock, [])) = Clock::scan(text.as_bytes()) else {
        return Err(fault(text, "not a time (HH:MM:SS)"));
    };
    match clock.micros().map_err(|reason| fault(text, reason))? {
        DAY_MICROS => Err(fault(text, "rounds to 24:00:00, which is no time of a day")),
        micros => time_of_day(micros).ok_or_else(|| fault(text, "no such time")),
    }
}

/// A `timestamp`: a date, and behind `T` or a blank a time; without a time it is midnight.
///
/// # Errors
/// Any other text; a zone; a day or time that does not exist.
pub fn timestamp(text: &str) -> Result<Timestamp, Fault> {
    match moment(text)? {
        (timestamp, None) => Ok(timestamp),
        (_, Some(_)) => Err(fault(text, "a time zone in a timestamp without one")),
    }
}

/// A `timestamptz`: a timestamp with `Z` or an offset from UTC.
///
/// Without either, it is read in `timezone` (a name of the IANA database). A local time that a
/// clock change skips is read with the offset before the change, and so moves forward; one that
/// comes twice is the later: both as PostgreSQL does.
///
/// # Errors
/// Any other text; a day or time that does not exist; no zone anywhere.
pub fn timestamptz(text: &str, timezone: &str) -> Result<TimestampTz, Fault> {
    let (local, offset) = moment(text)?;
    instant(text, local, offset, timezone)
}

pub(super) const DAY_MICROS: i64 = SECONDS_PER_DAY * MICROS_PER_SECOND;

pub(super) fn no_such_day(text: &str) -> Fault {
    fault(text, "no such day (years are 0001 to 9999)")
}

pub(super) fn in_years(date: NaiveDate) -> Option<NaiveDate> {
    (1..=9999).contains(&date.year()).then_some(date)
}

pub(super) fn time_of_day(micros: i64) -> Option<NaiveTime> {
    let seconds = u32::try_from(micros / MICROS_PER_SECOND).ok()?;
    let nanos = u32::try_from(micros % MICROS_PER_SECOND * 1000).ok()?;
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos)
}

/// The day and so many microseconds of it, a full day being the next one's midnight.
pub(super) fn at(date: NaiveDate, micros: i64) -> Option<NaiveDateTime> {
    if micros == DAY_MICROS {
        return Some(in_years(date.checked_add_days(Days::new(1))?)?.and_time(NaiveTime::MIN));
    }
    Some(date.and_time(time_of_day(micros)?))
}

/// A date, behind `T` or a blank a time, and behind that an offset in seconds.
fn moment(text: &str) -> Result<(NaiveDateTime, Option<i64>), Fault> {
    let malformed = || fault(text, "not a timestamp (YYYY-MM-DD HH:MM:SS)");
    let (date, rest) = date_part(text.as_bytes()).ok_or_else(malformed)?;
    let (micros, rest) = match rest {
        [b'T' | b't' | b' ', rest @ ..] => {
            let (clock, rest) = Clock::scan(rest).ok_or_else(malformed)?;
            (clock.micros().map_err(|reason| fault(text, reason))?, rest)
        }
        rest => (0, rest),
    };
    let offset = offset(rest).ok_or_else(malformed)?;
    let date = date.ok_or_else(|| no_such_day(text))?;
    let local = at(date, micros).ok_or_else(|| no_such_day(text))?;
    Ok((local, offset))
}

/// The instant of a local time; `text` is for the fault.
pub(super) fn instant(
    text: &str,
    local: NaiveDateTime,
    offset: Option<i64>,
    timezone: &str,
) -> Result<TimestampTz, Fault> {
    let utc = match offset {
        Some(offset) => local.checked_sub_signed(TimeDelta::seconds(offset)),
        None if timezone.eq_ignore_ascii_case("utc") => Some(local),
        None if timezone.is_empty() => return Err(fault(text, "no time zone in a timestamptz")),
        None => local.checked_sub_signed(TimeDelta::seconds(local_offset(local, timezone)?)),
    };
    utc.filter(|utc| in_years(utc.date()).is_some())
        .map(|utc| utc.and_utc())
        .ok_or_else(|| no_such_day(text))
}

/// Seconds that local time is ahead of UTC.
#[cfg(feature = "timezones")]
fn local_offset(local: NaiveDateTime, timezone: &str) -> Result<i64, Fault> {
    let zone = timezone
        .parse()
        .map_err(|_| Fault::of(timezone, "no such time zone"))?;
    Ok(i64::from(crate::temporal::named::ahead_of_local(
        zone, local,
    )))
}

/// The tables of time zones are 2 MB: a job that names no zone but UTC goes without.
#[cfg(not(feature = "timezones"))]
fn local_offset(_: NaiveDateTime, timezone: &str) -> Result<i64, Fault> {
    Err(Fault::of(
        timezone,
        "this job is built without time zones (feature `timezones` of the runtime)",
    ))
}

/// Two digits.
#[inline]
fn two(bytes: [u8; 2]) -> Option<i64> {
    let [tens, ones] = bytes.map(|byte| byte.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| i64::from(tens) * 10 + i64::from(ones))
}

/// The date that the text begins with, and the rest. The date is `None` where the calendar lacks
/// that day.
#[inline]
fn date_part(bytes: &[u8]) -> Option<(Option<NaiveDate>, &[u8])> {
    let (&[y1, y2, y3, y4], rest) = bytes.split_first_chunk()?;
    let ([m1, m2], [d1, d2], rest) = match *rest {
        [b'-', m1, m2, b'-', d1, d2, ref rest @ ..] => ([m1, m2], [d1, d2], rest),
        [m1, m2, d1, d2, ref rest @ ..] => ([m1, m2], [d1, d2], rest),
        _ => return None,
    };
    let year = two([y1, y2])? * 100 + two([y3, y4])?;
    let (month, day) = (two([m1, m2])?, two([d1, d2])?);
    let date = NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32);
    Some((date.and_then(in_years), rest))
}

/// A time of day as it is written.
struct Clock {
    hour: i64,
    minute: i64,
    second: i64,
    /// Rounded, up to a full second.
    fraction_micros: i64,
}

impl Clock {
    /// The time that the text begins with, and the rest.
    #[inline]
    fn scan(bytes: &[u8]) -> Option<(Clock, &[u8])> {
        let &[h1, h2, b':', m1, m2, ref rest @ ..] = bytes else {
            return None;
        };
        let mut clock = Clock {
            hour: two([h1, h2])?,
            minute: two([m1, m2])?,
            second: 0,
            fraction_micros: 0,
        };
        let &[b':', s1, s2, ref rest @ ..] = rest else {
            return Some((clock, rest));
        };
        clock.second = two([s1, s2])?;
        let [b'.', fraction @ ..] = rest else {
            return Some((clock, rest));
        };
        let (digits, rest) = fraction.split_at(
            fraction
                .iter()
                .position(|byte| !byte.is_ascii_digit())
                .unwrap_or(fraction.len()),
        );
        clock.fraction_micros = micros_of(digits)?;
        Some((clock, rest))
    }

    /// Microseconds of the day, up to a full day.
    #[inline]
    fn micros(&self) -> Result<i64, &'static str> {
        if self.hour == 24 && self.minute == 0 && self.second == 0 {
            return Err("24:00:00 is not read; write 00:00:00 of the next day");
        }
        if self.hour > 23 || self.minute > 59 || self.second > 59 {
            return Err("no such time (00:00:00 to 23:59:59)");
        }
        Ok(
            (self.hour * 3600 + self.minute * 60 + self.second) * MICROS_PER_SECOND
                + self.fraction_micros,
        )
    }
}

/// Microseconds of a fraction's digits.
#[inline]
fn micros_of(digits: &[u8]) -> Option<i64> {
    match digits.len() {
        0 => None,
        1..=6 => {
            let value = digits
                .iter()
                .fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            Some((digits.len()..6).fold(value, |value, _| value * 10))
        }
        _ => {
            // In floating point, because PostgreSQL rounds it so.
            let fraction: f64 = format!("0.{}", std::str::from_utf8(digits).ok()?)
                .parse()
                .ok()?;
            Some((fraction * MICROS_PER_SECOND as f64).round_ties_even() as i64)
        }
    }
}

/// `Z`, or an offset from UTC in seconds: `+01`, `+0130`, `+01:30`, `+01:30:00`. Nothing:
/// `Some(None)`. Anything else: `None`.
fn offset(bytes: &[u8]) -> Option<Option<i64>> {
    let (west, digits) = match bytes {
        [] => return Some(None),
        [b'Z' | b'z'] => return Some(Some(0)),
        [b'+', digits @ ..] => (false, digits),
        [b'-', digits @ ..] => (true, digits),
        _ => return None,
    };
    let (hours, minutes, seconds) = match *digits {
        [h1, h2] => (two([h1, h2])?, 0, 0),
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => (two([h1, h2])?, two([m1, m2])?, 0),
        [h1, h2, b':', m1, m2, b':', s1, s2] => (two([h1, h2])?, two([m1, m2])?, two([s1, s2])?),
        _ => return None,
    };
    if hours > OFFSET_HOURS_MAX || minutes > 59 || seconds > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60 + seconds;
    Some(Some(if west { -seconds } else { seconds }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::Timelike;

    use super::*;

    fn reason<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
        result.unwrap_err().reason.into_owned()
    }

    #[test]
    fn dates_are_those_of_chrono() {
        let mut day = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        while let Some(next) = day
            .checked_add_days(Days::new(53))
            .filter(|day| day.year() < 10_000)
        {
            assert_eq!(date(&day.format("%Y-%m-%d").to_string()).unwrap(), day);
            assert_eq!(date(&day.format("%Y%m%d").to_string()).unwrap(), day);
            day = next;
        }
    }

    #[test]
    fn other_dates_are_refused() {
        for text in [
            "",
            "2013",
            "2013-1-5",
            "2013/01/05",
            "05.01.2013",
            "2013-01-05 ",
            "2013-01-05T00:00:00",
            "2013-0105",
            "+2013-01-05",
            "２０13-01-05",
        ] {
            assert_eq!(reason(date(text)), "not a date (YYYY-MM-DD)", "{text:?}");
        }
        for text in [
            "2013-02-29",
            "2013-13-01",
            "2013-00-10",
            "0000-01-01",
            "20130431",
        ] {
            assert_eq!(
                reason(date(text)),
                "no such day (years are 0001 to 9999)",
                "{text:?}"
            );
        }
    }

    #[test]
    fn times_round_to_microseconds() {
        let micros = |text: &str| {
            let time = time(text).unwrap();
            i64::from(time.num_seconds_from_midnight()) * MICROS_PER_SECOND
                + i64::from(time.nanosecond() / 1000)
        };
        assert_eq!(micros("06:00"), 21_600_000_000);
        assert_eq!(micros("06:00:01.5"), 21_601_500_000);
        assert_eq!(micros("00:00:00.000001"), 1);
        assert_eq!(micros("00:00:00.0000014"), 1);
        assert_eq!(micros("00:00:00.0000016"), 2);
        assert_eq!(micros("00:00:59.9999999"), 60_000_000);
        assert_eq!(
            reason(time("23:59:59.9999999")),
            "rounds to 24:00:00, which is no time of a day"
        );
        assert_eq!(
            reason(time("24:00:00")),
            "24:00:00 is not read; write 00:00:00 of the next day"
        );
        assert_eq!(
            reason(time("23:59:60")),
            "no such time (00:00:00 to 23:59:59)"
        );
        for text in [
            "6:00",
            "0600",
            "06:00:00.",
            "06:00:00,5",
            "06:00Z",
            "06",
            "",
        ] {
            assert_eq!(reason(time(text)), "not a time (HH:MM:SS)", "{text:?}");
        }
    }

    #[test]
    fn timestamps_have_no_zone() {
        let printed = |text| timestamp(text).unwrap().to_string();
        assert_eq!(printed("2013-01-01"), "2013-01-01 00:00:00");
        assert_eq!(printed("2013-01-01 06:00"), "2013-01-01 06:00:00");
        assert_eq!(printed("20130101T06:00:00.25"), "2013-01-01 06:00:00.250");
        assert_eq!(
            printed("2012-12-31T23:59:59.9999999"),
            "2013-01-01 00:00:00"
        );
        for text in [
            "2013-01-01T06:00:00Z",
            "2013-01-01 06:00:00+01",
            "2013-01-01T06:00-0500",
        ] {
            assert_eq!(
                reason(timestamp(text)),
                "a time zone in a timestamp without one",
                "{text}"
            );
        }
        assert_eq!(
            reason(timestamp("9999-12-31T23:59:59.9999999")),
            "no such day (years are 0001 to 9999)"
        );
        assert_eq!(
            reason(timestamp("2013-01-01T24:00:00")),
            "24:00:00 is not read; write 00:00:00 of the next day"
        );
        for text in [
            "2013-01-01T",
            "2013-01-01  06:00",
            "2013-01-01 06:00 UTC",
            "now",
            "infinity",
        ] {
            assert_eq!(
                reason(timestamp(text)),
                "not a timestamp (YYYY-MM-DD HH:MM:SS)",
                "{text}"
            );
        }
    }

    #[test]
    fn instants_have_one() {
        let printed = |text, zone| timestamptz(text, zone).unwrap().to_rfc3339();
        assert_eq!(
            printed("2013-01-01T06:00:00Z", ""),
            "2013-01-01T06:00:00+00:00"
        );
        assert_eq!(
            printed("2013-01-01 06:00:00+01:30", ""),
            "2013-01-01T04:30:00+00:00"
        );
        assert_eq!(
            printed("2013-01-01 06:00:00-05", "UTC"),
            "2013-01-01T11:00:00+00:00"
        );
        assert_eq!(
            printed("2013-07-01 06:00:00", "America/New_York"),
            "2013-07-01T10:00:00+00:00"
        );
        assert_eq!(
            reason(timestamptz("2013-01-01 06:00:00", "")),
            "no time zone in a timestamptz"
        );
        assert_eq!(
            reason(timestamptz("2013-01-01 06:00:00", "Mars/Olympus")),
            "no such time zone"
        );
        assert_eq!(
            reason(timestamptz("0001-01-01T00:00:00+01", "")),
            "no such day (years are 0001 to 9999)"
        );
        assert_eq!(
            reason(timestamptz("2013-01-01T00:00:00+16", "")),
            "not a timestamp (YYYY-MM-DD HH:MM:SS)"
        );
    }

    // Taken from a PostgreSQL 15 server.
    #[test]
    fn clock_changes_are_read_as_postgresql_does() {
        let printed = |text, zone| timestamptz(text, zone).unwrap().to_rfc3339();
        assert_eq!(
            printed("2013-03-10 02:30:00", "America/New_York"),
            "2013-03-10T07:30:00+00:00",
            "skipped"
        );
        assert_eq!(
            printed("2013-11-03 01:30:00", "America/New_York"),
            "2013-11-03T06:30:00+00:00",
            "comes twice"
        );
        assert_eq!(
            printed("2011-12-30 12:00:00", "Pacific/Apia"),
            "2011-12-30T22:00:00+00:00",
            "a day that Samoa skipped"
        );
        assert_eq!(
            printed("2014-10-26 01:30:00", "Europe/Moscow"),
            "2014-10-25T22:30:00+00:00",
            "both standard time"
        );
    }
}
