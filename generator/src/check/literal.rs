//! Values that stand in a spec: defaults, special members, examples, bounds; checked by their type
//! and brought into its canonical text.
//!
//! Canonical text: `true`/`false`; integers and decimals in digits (a decimal with all digits of
//! its scale); doubles as Rust prints them; `2013-01-01`, `05:00:00.000000`,
//! `2013-01-01T05:00:00.000000` and, for an instant, the same in UTC with `Z`; uuids in lower case
//! with hyphens; bytes as `\x00ff`; texts and JSON as written.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::model::Literal;
use crate::types::SqlType;

/// The canonical text of a value, or what is wrong with it.
pub(super) fn canonical(text: &str, ty: SqlType) -> Result<String, String> {
    let trimmed = text.trim();
    let wrong = |form: &str| format!("`{text}` is no {ty}: {form}");
    match ty {
        SqlType::Boolean => boolean(trimmed)
            .map(|value| value.to_string())
            .ok_or_else(|| wrong("write `true` or `false`")),
        SqlType::SmallInt => {
            whole(trimmed, i64::from(i16::MIN), i64::from(i16::MAX)).map_err(|form| wrong(&form))
        }
        SqlType::Integer => {
            whole(trimmed, i64::from(i32::MIN), i64::from(i32::MAX)).map_err(|form| wrong(&form))
        }
        SqlType::BigInt => whole(trimmed, i64::MIN, i64::MAX).map_err(|form| wrong(&form)),
        SqlType::Real => finite(
            trimmed
                .parse::<f32>()
                .map(|value| (value.is_finite(), value.to_string())),
        )
        .ok_or_else(|| wrong("write a number")),
        SqlType::Double => finite(
            trimmed
                .parse::<f64>()
                .map(|value| (value.is_finite(), value.to_string())),
        )
        .ok_or_else(|| wrong("write a number")),
        SqlType::Decimal { precision, scale } => {
            decimal(trimmed, precision, scale).map_err(|form| wrong(&form))
        }
        SqlType::Text => Ok(text.to_owned()),
        SqlType::Varchar(length) => fitting(text, length).ok_or_else(|| wrong("it is longer")),
        SqlType::Char(length) => {
            fitting(text.trim_end_matches(' '), length).ok_or_else(|| wrong("it is longer"))
        }
        SqlType::Bytea => bytes(trimmed).ok_or_else(|| wrong("write `\\x` and hexadecimal digits")),
        SqlType::Date => date(trimmed)
            .map(|date| date.to_string())
            .ok_or_else(|| wrong("write `2013-01-31`")),
        SqlType::Time => time(trimmed)
            .map(|time| time.format("%H:%M:%S%.6f").to_string())
            .ok_or_else(|| wrong("write `05:30:00`")),
        SqlType::Timestamp => timestamp(trimmed)
            .map(shown)
            .ok_or_else(|| wrong("write `2013-01-31T05:30:00`, without a zone")),
        SqlType::TimestampTz => instant(trimmed)
            .map(|at| shown(at) + "Z")
            .ok_or_else(|| wrong("write `2013-01-31T05:30:00Z`")),
        SqlType::Uuid => {
            uuid(trimmed).ok_or_else(|| wrong("write 32 hexadecimal digits with hyphens"))
        }
        SqlType::Json => json(text).map_err(|form| wrong(&form)),
    }
}

/// The constant of a column's type.
pub(super) fn literal(text: &str, ty: SqlType) -> Result<Literal, String> {
    let canonical = canonical(text, ty)?;
    Ok(match ty {
        SqlType::Boolean => Literal::Boolean(canonical == "true"),
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => match canonical.parse() {
            Ok(value) => Literal::Integer(value),
            Err(_) => Literal::Text(canonical),
        },
        SqlType::Real | SqlType::Double => match canonical.parse() {
            Ok(value) => Literal::Double(value),
            Err(_) => Literal::Text(canonical),
        },
        _ => Literal::Text(canonical),
    })
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" => Some(true),
        "false" | "f" | "0" => Some(false),
        _ => None,
    }
}

fn whole(text: &str, least: i64, most: i64) -> Result<String, String> {
    let value: i128 = text
        .parse()
        .map_err(|_| "write a whole number".to_owned())?;
    if value < i128::from(least) || value > i128::from(most) {
        return Err(format!("its range is {least} to {most}"));
    }
    Ok(value.to_string())
}

fn finite(parsed: Result<(bool, String), std::num::ParseFloatError>) -> Option<String> {
    parsed
        .ok()
        .filter(|(finite, _)| *finite)
        .map(|(_, text)| text)
}

/// Rounded half away from zero to the scale, as PostgreSQL assigns.
fn decimal(text: &str, precision: u8, scale: u8) -> Result<String, String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (int, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if (int.is_empty() && fraction.is_empty())
        || !int
            .bytes()
            .chain(fraction.bytes())
            .all(|byte| byte.is_ascii_digit())
    {
        return Err("write digits, with a point before the fraction".to_owned());
    }
    let scale = usize::from(scale);
    let mut all: Vec<u8> = int
        .bytes()
        .chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(scale))
        .collect();
    if fraction
        .as_bytes()
        .get(scale)
        .is_some_and(|next| *next >= b'5')
    {
        add_one(&mut all);
    }
    let significant = all
        .iter()
        .position(|digit| *digit != b'0')
        .map_or(0, |first| all.len() - first);
    if significant > usize::from(precision) {
        return Err(format!(
            "it has more than {} digits before the point",
            usize::from(precision) - scale
        ));
    }
    let start = all.len() - significant.max(scale + 1).min(all.len());
    let kept = String::from_utf8_lossy(&all[start..]).into_owned();
    let kept = if kept.len() <= scale {
        format!("{kept:0>width$}", width = scale + 1)
    } else {
        kept
    };
    let sign = if significant == 0 { "" } else { sign };
    Ok(if scale == 0 {
        format!("{sign}{kept}")
    } else {
        format!(
            "{sign}{}.{}",
            &kept[..kept.len() - scale],
            &kept[kept.len() - scale..]
        )
    })
}

fn add_one(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

fn fitting(text: &str, length: u32) -> Option<String> {
    (text.chars().count() <= usize::try_from(length).unwrap_or(usize::MAX)).then(|| text.to_owned())
}

fn bytes(text: &str) -> Option<String> {
    let digits = text.strip_prefix("\\x")?;
    (digits.len() % 2 == 0 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| format!("\\x{}", digits.to_ascii_lowercase()))
}

fn date(text: &str) -> Option<NaiveDate> {
    let shape: Vec<usize> = text.split('-').map(str::len).collect();
    if shape != [4, 2, 2] {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M"))
        .ok()
}

/// A date alone is its midnight.
fn timestamp(text: &str) -> Option<NaiveDateTime> {
    match text.split_once(['T', ' ']) {
        Some((day, clock)) => Some(date(day)?.and_time(time(clock.trim())?)),
        None => Some(date(text)?.and_time(NaiveTime::MIN)),
    }
}

/// Without a zone it is UTC.
fn instant(text: &str) -> Option<NaiveDateTime> {
    if let Some(at) = timestamp(text) {
        return Some(at);
    }
    let at = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z"))
        .ok()?;
    Some(at.with_timezone(&Utc).naive_utc())
}

fn shown(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

fn uuid(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| *c != '-')
        .collect::<String>()
        .to_ascii_lowercase();
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let shaped = lengths == [8, 4, 4, 4, 12] || lengths == [32];
    if !shaped || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut uuid = String::with_capacity(36);
    for (place, digit) in digits.chars().enumerate() {
        let hyphen = if matches!(place, 8 | 12 | 16 | 20) {
            "-"
        } else {
            ""
        };
        write!(uuid, "{hyphen}{digit}").ok()?;
    }
    Some(uuid)
}

fn json(text: &str) -> Result<String, String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(text: &str, ty: SqlType, expected: &str) {
        assert_eq!(
            canonical(text, ty).as_deref(),
            Ok(expected),
            "{text} as {ty}"
        );
    }

    fn bad(text: &str, ty: SqlType) {
        assert!(
            canonical(text, ty).is_err(),
            "{text} as {ty}: {:?}",
            canonical(text, ty)
        );
    }

    #[test]
    fn numbers() {
        good("-32768", SqlType::SmallInt, "-32768");
        bad("32768", SqlType::SmallInt);
        bad("1.0", SqlType::Integer);
        bad("9223372036854775808", SqlType::BigInt);
        good("41.13", SqlType::Double, "41.13");
        bad("NaN", SqlType::Double);
        let money = SqlType::decimal(5, 2);
        good("1.005", money, "1.01");
        good("-1.005", money, "-1.01");
        good("999.994", money, "999.99");
        bad("999.995", money);
        good("9.995", money, "10.00");
        good("0", money, "0.00");
        good("-0.001", money, "0.00");
        good(".5", money, "0.50");
        good("007", money, "7.00");
        good("12", SqlType::decimal(2, 0), "12");
        good("0.5", SqlType::decimal(2, 2), "0.50");
        bad("1", SqlType::decimal(2, 2));
        bad("1,5", money);
        bad(".", money);
        bad("", money);
    }

    #[test]
    fn texts_and_bytes() {
        good(" a ", SqlType::Text, " a ");
        good("äöü", SqlType::Varchar(3), "äöü");
        bad("äöüß", SqlType::Varchar(3));
        good("ab  ", SqlType::Char(2), "ab");
        good("\\xAF", SqlType::Bytea, "\\xaf");
        bad("\\xA", SqlType::Bytea);
        good(
            "550E8400E29B41D4A716446655440000",
            SqlType::Uuid,
            "550e8400-e29b-41d4-a716-446655440000",
        );
        bad("550e8400", SqlType::Uuid);
        good("{\"a\": 1}", SqlType::Json, "{\"a\": 1}");
        bad("{a: 1}", SqlType::Json);
    }

    #[test]
    fn dates_and_times() {
        good("1900-01-01", SqlType::Date, "1900-01-01");
        bad("2013-02-29", SqlType::Date);
        bad("13-02-28", SqlType::Date);
        bad("1900-01-01T00:00:00", SqlType::Date);
        good("5:30", SqlType::Time, "05:30:00.000000");
        good(
            "1900-01-01",
            SqlType::Timestamp,
            "1900-01-01T00:00:00.000000",
        );
        good(
            "2013-01-31 05:30:00.5",
            SqlType::Timestamp,
            "2013-01-31T05:30:00.500000",
        );
        bad("2013-01-31T05:30:00Z", SqlType::Timestamp);
        good(
            "9999-12-31",
            SqlType::TimestampTz,
            "9999-12-31T00:00:00.000000Z",
        );
        good(
            "2013-01-31T05:30:00+01:00",
            SqlType::TimestampTz,
            "2013-01-31T04:30:00.000000Z",
        );
        good(
            "2013-01-31 05:30:00+01",
            SqlType::TimestampTz,
            "2013-01-31T04:30:00.000000Z",
        );
        bad("yesterday", SqlType::TimestampTz);
    }
}
