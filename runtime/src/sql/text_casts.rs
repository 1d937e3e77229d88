//! Casts to text and from text, as PostgreSQL makes them.

use std::fmt::{self, Write};

use bumpalo::collections::String as ArenaString;
use chrono::{Datelike, Timelike};

use crate::row::Fault;
use crate::scratch::Scratch;
use crate::sql::bytes::push_hex;
use crate::temporal::input;
use crate::temporal::interval::Fraction;
use crate::value::{
    Date, Decimal, Json, Time, Timestamp, TimestampTz, Uuid, canonical_text, parse,
};

use super::temporal::fault;
use super::zones::{of_known_zone, timestamptz_of_text};

/// `boolean::text`: `true` or `false`.
#[inline]
#[must_use]
pub fn boolean_to_text(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// A `boolean` as `concat` shows it: `t` or `f`.
#[inline]
#[must_use]
pub fn boolean_output(value: bool) -> &'static str {
    if value { "t" } else { "f" }
}

/// Writes a value into the arena.
fn shown(value: impl fmt::Display, scratch: &Scratch) -> &str {
    let mut text = ArenaString::new_in(scratch.arena());
    // Writing to memory cannot fail.
    let _: fmt::Result = write!(text, "{value}");
    text.into_bump_str()
}

/// `smallint::text`
#[must_use]
pub fn smallint_to_text(value: i16, scratch: &Scratch) -> &str {
    shown(value, scratch)
}

/// `integer::text`
#[must_use]
pub fn integer_to_text(value: i32, scratch: &Scratch) -> &str {
    shown(value, scratch)
}

/// `bigint::text`
#[must_use]
pub fn bigint_to_text(value: i64, scratch: &Scratch) -> &str {
    shown(value, scratch)
}

/// `decimal::text`, with all digits of its scale.
#[must_use]
pub fn decimal_to_text(value: Decimal, scratch: &Scratch) -> &str {
    shown(value, scratch)
}

/// `real::text`: the shortest text that reads back as the same number.
#[must_use]
pub fn real_to_text(value: f32, scratch: &Scratch) -> &str {
    scratch.arena().alloc_str(&canonical_text::real(value))
}

/// `double precision::text`: the shortest text that reads back as the same number.
#[must_use]
pub fn double_to_text(value: f64, scratch: &Scratch) -> &str {
    scratch.arena().alloc_str(&canonical_text::double(value))
}

/// `bytea::text`: `\x68c3`
#[must_use]
pub fn bytea_to_text<'a>(value: &[u8], scratch: &'a Scratch) -> &'a str {
    let mut text = ArenaString::with_capacity_in(2 + 2 * value.len(), scratch.arena());
    text.push_str("\\x");
    push_hex(value, &mut text);
    text.into_bump_str()
}

/// A year, month and day as PostgreSQL writes them; years before 1 count back from 1 BC.
struct Day(Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.0.year();
        let shown = if year > 0 { year } else { 1 - year };
        write!(f, "{shown:0>4}-{:0>2}-{:0>2}", self.0.month(), self.0.day())
    }
}

/// What follows a date or timestamp of a year before 1.
fn era(value: Date) -> &'static str {
    if value.year() > 0 { "" } else { " BC" }
}

/// A time of day as PostgreSQL writes it: without a fraction of zero, or zeros at its end.
struct Clock(Time);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.0;
        write!(
            f,
            "{:0>2}:{:0>2}:{:0>2}",
            time.hour(),
            time.minute(),
            time.second()
        )?;
        Fraction(u64::from(time.nanosecond() / 1000 % 1_000_000)).fmt(f)
    }
}

/// `date::text`: `2013-01-31`
#[must_use]
pub fn date_to_text(value: Date, scratch: &Scratch) -> &str {
    shown(format_args!("{}{}", Day(value), era(value)), scratch)
}

/// `time::text`: `06:00:00`
#[must_use]
pub fn time_to_text(value: Time, scratch: &Scratch) -> &str {
    shown(Clock(value), scratch)
}

/// `timestamp::text`: `2013-01-31 06:00:00`
#[must_use]
pub fn timestamp_to_text(value: Timestamp, scratch: &Scratch) -> &str {
    let day = value.date();
    shown(
        format_args!("{} {}{}", Day(day), Clock(value.time()), era(day)),
        scratch,
    )
}

/// `timestamptz::text` in UTC: `2013-01-31 06:00:00+00`
#[must_use]
pub fn timestamptz_to_text(value: TimestampTz, scratch: &Scratch) -> &str {
    let (day, time) = (value.naive_utc().date(), value.naive_utc().time());
    shown(
        format_args!("{} {}+00{}", Day(day), Clock(time), era(day)),
        scratch,
    )
}

/// `uuid::text`
#[must_use]
pub fn uuid_to_text(value: Uuid, scratch: &Scratch) -> &str {
    shown(value.hyphenated(), scratch)
}

/// `json::text`: as it is written.
#[inline]
#[must_use]
pub fn json_to_text(value: Json<'_>) -> &str {
    value.0
}

/// The text without the white space that PostgreSQL's input functions pass over.
#[inline]
fn bare(text: &str) -> &str {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    match text.as_bytes() {
        // Nearly always there is none.
        [first, .., last] if !is_blank(first) && !is_blank(last) => text,
        _ => text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']),
    }
}

/// `text::boolean`: true, yes, on, 1 and their opposites, in any case, and their beginnings as far
/// as they are unique.
///
/// # Errors
/// Any other text.
pub fn text_to_boolean(text: &str) -> Result<bool, Fault> {
    let word = bare(text);
    let begins = |full: &str, at_least: usize| {
        word.len() >= at_least
            && full
                .get(..word.len())
                .is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
    };
    let exactly = |full: &str| word.eq_ignore_ascii_case(full);
    if begins("true", 1) || begins("yes", 1) || exactly("on") || exactly("1") {
        Ok(true)
    } else if begins("false", 1) || begins("no", 1) || begins("off", 2) || exactly("0") {
        Ok(false)
    } else {
        Err(parse::fault(text, "not a boolean"))
    }
}

macro_rules! from_text {
    ($($(#[$doc:meta])* $name:ident: $type:ty, $parse:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// Text that is no value of the type.
        #[inline]
        pub fn $name(text: &str) -> Result<$type, Fault> {
            $parse(bare(text))
        }
    )*};
}

from_text! {
    /// `text::smallint`
    text_to_smallint: i16, parse::smallint;
    /// `text::integer`
    text_to_integer: i32, parse::integer;
    /// `text::bigint`
    text_to_bigint: i64, parse::bigint;
    /// `text::real`
    text_to_real: f32, |text| parse::real(text, b'.');
    /// `text::double precision`
    text_to_double: f64, |text| parse::double(text, b'.');
    /// `text::decimal`
    text_to_decimal: Decimal, Decimal::parse;
    /// `text::uuid`
    text_to_uuid: Uuid, parse::uuid;
}

/// `text::decimal(precision, scale)`: rounded half away from zero.
///
/// # Errors
/// Text that is no number; more digits before the point than fit.
#[inline]
pub fn text_to_decimal_at(text: &str, precision: u8, scale: u8) -> Result<Decimal, Fault> {
    Decimal::parse_at(bare(text), b'.', precision, scale)
}

/// Whether a text is written as data mostly is, `2013-01-31` or `2013-01-31 06:30`, for which there
/// is a faster parser.
fn is_iso(text: &str) -> bool {
    // A sign right behind the day begins no offset.
    let ends_well = |byte: Option<&u8>| byte.is_none_or(|byte| matches!(byte, b' ' | b'T'));
    let is_plain = |rest: &[u8]| {
        rest.iter()
            .all(|byte| byte.is_ascii_digit() || b" :.+-TZ".contains(byte))
    };
    matches!(text.as_bytes(), [_, _, _, _, b'-', _, _, b'-', _, _, rest @ ..] if ends_well(rest.first()) && is_plain(rest))
}

/// `text::date`, in any of PostgreSQL's forms.
///
/// # Errors
/// Text that is no date; a day that does not exist.
pub fn text_to_date(text: &str) -> Result<Date, Fault> {
    match bare(text) {
        iso if iso.len() == 10 && is_iso(iso) => parse::date(iso),
        text => input::date(text)
            .map_err(|problem| fault(text, problem))
            .and_then(of_known_zone),
    }
}

/// `text::time`, in any of PostgreSQL's forms but 24:00:00.
///
/// # Errors
/// Text that is no time.
pub fn text_to_time(text: &str) -> Result<Time, Fault> {
    input::time(text)
        .map_err(|problem| fault(text, problem))
        .and_then(of_known_zone)
}

/// `text::timestamp`, in any of PostgreSQL's forms; a zone in it is passed over.
///
/// # Errors
/// Text that is no timestamp; a day or time that does not exist.
pub fn text_to_timestamp(text: &str) -> Result<Timestamp, Fault> {
    let text = bare(text);
    let read = if is_iso(text) {
        parse::timestamp(text).ok()
    } else {
        None
    };
    let other = || {
        input::moment(text)
            .map(|moment| (moment.local, moment.zone))
            .map_err(|problem| fault(text, problem))
    };
    read.map_or_else(|| other().and_then(of_known_zone), Ok)
}

/// `text::timestamptz`, in any of PostgreSQL's forms; without a zone it is read in UTC.
///
/// # Errors
/// Text that is no timestamp; a day or time that does not exist; no such zone.
pub fn text_to_timestamptz(text: &str) -> Result<TimestampTz, Fault> {
    let text = bare(text);
    let read = if is_iso(text) {
        parse::timestamptz(text, "UTC").ok()
    } else {
        None
    };
    read.map_or_else(|| timestamptz_of_text(text), Ok)
}

/// `text::json`
///
/// # Errors
/// Text that is no JSON.
pub fn text_to_json(text: &str) -> Result<Json<'_>, Fault> {
    parse::json(text).map(Json)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch;
    use crate::sql::{date, time, timestamp, timestamptz};

    #[test]
    fn texts_are_postgresqls() {
        let scratch = scratch();
        for (value, text) in [
            (0.1, "0.1"),
            (-0.0, "-0"),
            (1e15, "1e+15"),
            (123_456_789_012_345.0, "123456789012345"),
            (1.5e-5, "1.5e-05"),
            (0.0001, "0.0001"),
            (1e100, "1e+100"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(double_to_text(value, &scratch), text);
        }
        assert_eq!(
            (real_to_text(1e6, &scratch), real_to_text(0.1, &scratch)),
            ("1e+06", "0.1")
        );
        assert_eq!(
            decimal_to_text(Decimal::from_parts(10_440, 1), &scratch),
            "1044.0"
        );
        assert_eq!(date_to_text(date(2013, 1, 31), &scratch), "2013-01-31");
        assert_eq!(date_to_text(date(-43, 3, 15), &scratch), "0044-03-15 BC");
        assert_eq!(
            time_to_text(time(6, 0, 0, 120_000), &scratch),
            "06:00:00.12"
        );
        assert_eq!(
            timestamp_to_text(timestamp(2013, 1, 31, 6, 0, 0, 0), &scratch),
            "2013-01-31 06:00:00"
        );
        assert_eq!(
            timestamptz_to_text(timestamptz(2013, 1, 31, 6, 0, 0, 1), &scratch),
            "2013-01-31 06:00:00.000001+00"
        );
        assert_eq!(bytea_to_text(&[0x68, 0xc3], &scratch), "\\x68c3");
    }

    #[test]
    fn booleans_are_read_by_their_beginnings() {
        for text in ["t", " TRUE ", "ye", "on", "1"] {
            assert!(text_to_boolean(text).unwrap(), "{text}");
        }
        for text in ["f", "N", "of", "0", "fals"] {
            assert!(!text_to_boolean(text).unwrap(), "{text}");
        }
        for text in ["", "o", "2", "truex", "ö"] {
            assert!(text_to_boolean(text).is_err(), "{text}");
        }
    }

    #[test]
    fn blanks_around_a_value_do_not_count() {
        assert_eq!(text_to_integer(" 42\n").unwrap(), 42);
        assert_eq!(text_to_decimal(" 1.50 ").unwrap().to_string(), "1.50");
        assert_eq!(text_to_date(" 2013-01-31 ").unwrap(), date(2013, 1, 31));
        assert_eq!(
            text_to_timestamptz("2013-01-31 06:00").unwrap(),
            timestamptz(2013, 1, 31, 6, 0, 0, 0)
        );
        assert!(text_to_integer("4 2").is_err());
    }
}
