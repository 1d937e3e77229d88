//! Literals: text that must be a value of a type already when the job is generated.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use loadwright_types::temporal::input::{self, Stated};
use loadwright_types::temporal::{self, Interval, MICROS_PER_SECOND, Problem, named};

use super::tree::{Clock, Day, Literal};
use crate::types::ExprType;

/// Reads a string literal as a value of the type, in the text that PostgreSQL prints for it.
/// `None`: it is no such value.
pub(super) fn parse(text: &str, ty: ExprType) -> Option<Literal> {
    let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace());
    Some(match ty {
        ExprType::Boolean => Literal::Boolean(boolean(trimmed)?),
        ExprType::SmallInt => Literal::Integer(i64::from(trimmed.parse::<i16>().ok()?)),
        ExprType::Integer => Literal::Integer(i64::from(trimmed.parse::<i32>().ok()?)),
        ExprType::BigInt => Literal::Integer(trimmed.parse().ok()?),
        ExprType::Real => Literal::Real(
            trimmed
                .parse()
                .ok()
                .filter(|value: &f32| in_range(trimmed, (*value).into()))?,
        ),
        ExprType::Double => Literal::Double(
            trimmed
                .parse()
                .ok()
                .filter(|value: &f64| in_range(trimmed, *value))?,
        ),
        ExprType::Decimal(None) => decimal(trimmed)?,
        ExprType::Decimal(Some((precision, scale))) => {
            at_scale(&decimal(trimmed)?, precision, scale)?
        }
        ExprType::Text | ExprType::Varchar(_) => Literal::Text(text.to_owned()),
        ExprType::Char(_) => Literal::Text(text.trim_end_matches(' ').to_owned()),
        ExprType::Bytea => Literal::Bytea(match text.strip_prefix("\\x") {
            Some(digits) => hex(digits)?,
            None => escaped(text)?,
        }),
        ExprType::Date
        | ExprType::Time
        | ExprType::Timestamp
        | ExprType::TimestampTz
        | ExprType::Interval => temporal(text, ty).ok()?,
        ExprType::Uuid => Literal::Uuid(uuid(trimmed)?),
        ExprType::Json => Literal::Json(
            serde_json::from_str::<serde::de::IgnoredAny>(text)
                .ok()
                .map(|_| text.to_owned())?,
        ),
    })
}

/// Infinity must be written as a word, and zero with zeros.
fn in_range(text: &str, value: f64) -> bool {
    let digits = || {
        text.bytes()
            .take_while(|byte| !byte.eq_ignore_ascii_case(&b'e'))
            .filter(u8::is_ascii_digit)
    };
    (value.is_finite() || digits().next().is_none())
        && (value != 0.0 || digits().all(|digit| digit == b'0'))
}

/// A number without quotes: integer, bigint or decimal, as PostgreSQL types it.
pub(super) fn number(text: &str) -> Option<(ExprType, Literal)> {
    if let Ok(value) = text.parse::<i64>() {
        let ty = if i32::try_from(value).is_ok() {
            ExprType::Integer
        } else {
            ExprType::BigInt
        };
        return Some((ty, Literal::Integer(value)));
    }
    Some((ExprType::Decimal(None), decimal(text)?))
}

/// `[-]digits[.digits][e±digits]` with at most 38 digits.
pub(super) fn decimal(text: &str) -> Option<Literal> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, digits) = match number.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut mantissa = sign * all.parse::<i128>().ok()?;
    let mut scale = i32::try_from(fraction.len()).ok()? - exponent;
    while scale < 0 {
        mantissa = mantissa.checked_mul(10)?;
        scale += 1;
    }
    let scale = u8::try_from(scale).ok().filter(|scale| *scale <= 38)?;
    fits(mantissa, 38).then_some(Literal::Decimal(mantissa, scale))
}

/// A decimal literal at a scale, rounded half away from zero. `None`: more than `precision` digits.
pub(super) fn at_scale(literal: &Literal, precision: u8, scale: u8) -> Option<Literal> {
    let Literal::Decimal(mut mantissa, mut from) = *literal else {
        return None;
    };
    while from < scale {
        mantissa = mantissa.checked_mul(10)?;
        from += 1;
    }
    if from > scale {
        let divisor = 10_i128.checked_pow(u32::from(from - scale))?;
        let (quotient, rest) = (mantissa / divisor, mantissa % divisor);
        let half = rest.unsigned_abs() >= divisor.unsigned_abs() - divisor.unsigned_abs() / 2;
        mantissa = if half {
            quotient + rest.signum()
        } else {
            quotient
        };
    }
    fits(mantissa, precision).then_some(Literal::Decimal(mantissa, scale))
}

fn fits(mantissa: i128, precision: u8) -> bool {
    10_u128
        .checked_pow(u32::from(precision))
        .is_some_and(|limit| mantissa.unsigned_abs() < limit)
}

/// The text of a decimal literal.
pub(crate) fn decimal_text(mantissa: i128, scale: u8) -> String {
    let digits = format!(
        "{:0>width$}",
        mantissa.unsigned_abs(),
        width = usize::from(scale) + 1
    );
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(scale));
    let sign = if mantissa < 0 { "-" } else { "" };
    let point = if scale > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

/// PostgreSQL's words for true and false, and their beginnings as far as they are unique.
fn boolean(text: &str) -> Option<bool> {
    let lower = text.to_ascii_lowercase();
    let begins = |word: &str, at_least: usize| lower.len() >= at_least && word.starts_with(&lower);
    if begins("true", 1) || begins("yes", 1) || lower == "on" || lower == "1" {
        return Some(true);
    }
    (begins("false", 1) || begins("no", 1) || begins("off", 2) || lower == "0").then_some(false)
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text
        .bytes()
        .map(|byte| char::from(byte).to_digit(16))
        .collect::<Option<Vec<_>>>()?;
    let pair = |pair: &[u32]| u8::try_from(pair[0] * 16 + pair[1]).ok();
    (digits.len() % 2 == 0).then(|| digits.chunks_exact(2).map(pair).collect())?
}

/// Characters, with `\\\\` and `\\377` in the place of others.
fn escaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        (rest, _) = match (byte, behind) {
            (b'\\', [b'\\', behind @ ..]) => (behind, bytes.push(b'\\')),
            (
                b'\\',
                [
                    high @ b'0'..=b'3',
                    middle @ b'0'..=b'7',
                    low @ b'0'..=b'7',
                    behind @ ..,
                ],
            ) => (
                behind,
                bytes.push((high - b'0') << 6 | (middle - b'0') << 3 | (low - b'0')),
            ),
            (b'\\', _) => return None,
            (byte, behind) => (behind, bytes.push(*byte)),
        };
    }
    Some(bytes)
}

/// The elements of an array's text, `{a,"b c",0}`; `None` for anything else, NULLs and nested
/// arrays among it.
pub(super) fn path(text: &str) -> Option<Vec<String>> {
    let inside = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut keys = Vec::new();
    if inside.trim().is_empty() {
        return Some(keys);
    }
    let mut chars = inside.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_ascii_whitespace()).is_some() {}
        let mut key = String::new();
        if chars.next_if_eq(&'"').is_some() {
            loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => key.push(chars.next()?),
                    c => key.push(c),
                }
            }
            while chars.next_if(|c| c.is_ascii_whitespace()).is_some() {}
        } else {
            while let Some(c) = chars.next_if(|c| *c != ',') {
                match c {
                    '{' | '}' | '"' | '\\' => return None,
                    c => key.push(c),
                }
            }
            key.truncate(key.trim_end().len());
            if key.is_empty() || key.eq_ignore_ascii_case("null") {
                return None;
            }
        }
        keys.push(key);
        match chars.next() {
            None => return Some(keys),
            Some(',') => {}
            Some(_) => return None,
        }
    }
}

fn uuid(text: &str) -> Option<u128> {
    let parts: Vec<&str> = text.split('-').collect();
    let shape = parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]);
    let digits = parts.concat();
    (shape && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| u128::from_str_radix(&digits, 16).ok())?
}

/// A day of chrono's as literals have it.
fn day(day: NaiveDate) -> Day {
    Day {
        year: day.year(),
        month: day.month(),
        day: day.day(),
    }
}

fn clock(time: NaiveTime) -> Clock {
    Clock {
        hour: time.hour(),
        minute: time.minute(),
        second: time.second(),
        micros: time.nanosecond() / 1000,
    }
}

/// A date, time, timestamp or interval, in any form that PostgreSQL reads; what is wrong with it
/// otherwise.
pub(super) fn temporal(text: &str, ty: ExprType) -> Result<Literal, String> {
    let of_problem = |problem: Problem| problem.reason.into_owned();
    match ty {
        ExprType::Date => {
            let (date, zone) = input::date(text).map_err(of_problem)?;
            ahead(zone, date.into()).map(|_| Literal::Date(day(date)))
        }
        ExprType::Time => {
            let (time, zone) = input::time(text).map_err(of_problem)?;
            ahead(zone, NaiveDateTime::default()).map(|_| Literal::Time(clock(time)))
        }
        ExprType::Interval => {
            let span = Interval::parse(text, None).map_err(of_problem)?;
            Ok(Literal::Interval(span.months, span.days, span.micros))
        }
        _ => {
            let moment = input::moment(text).map_err(of_problem)?;
            let ahead = ahead(moment.zone, moment.local)?;
            if ty == ExprType::Timestamp {
                return Ok(Literal::Timestamp(
                    day(moment.local.date()),
                    clock(moment.local.time()),
                ));
            }
            let utc = temporal::of_micros(
                temporal::micros(moment.local) - i64::from(ahead) * MICROS_PER_SECOND,
            )
            .map_err(of_problem)?;
            Ok(Literal::TimestampTz(day(utc.date()), clock(utc.time())))
        }
    }
}

/// Seconds that a zone is ahead of UTC at a time on its clock.
fn ahead(zone: Stated, local: NaiveDateTime) -> Result<i32, String> {
    match zone {
        Stated::Nothing => Ok(0),
        Stated::Ahead(seconds) => Ok(seconds),
        Stated::Named(name) => {
            let zone = named::find(name.as_str())
                .ok_or_else(|| format!("no such time zone: {}", name.as_str()))?;
            Ok(named::ahead_of_local(zone, local))
        }
    }
}
