//! Values from text, by PostgreSQL's input functions made strict: ISO 8601 dates only, no blanks
//! around a value, nothing dropped.
//!
//! The readers of rows go through these, and so do parameters and casts from text.

mod format;
mod temporal;

use std::borrow::Cow;

use bumpalo::Bump;

pub use format::{date_in_format, time_in_format, timestamp_in_format, timestamptz_in_format};
pub use temporal::{date, time, timestamp, timestamptz};

use crate::{Fault, Uuid};

/// Characters of an offending value that a fault keeps.
pub const VALUE_CHARS_MAX: usize = 200;

/// The fault of a text: it shows the text, cut to 200 characters.
#[cold]
#[must_use]
pub fn fault(text: &str, reason: impl Into<Cow<'static, str>>) -> Fault {
    let shown = match text.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    Fault {
        reason: reason.into(),
        value: Some(shown),
    }
}

/// The fault of bytes that were to be text: as far as they are.
#[cold]
#[must_use]
pub fn fault_of_bytes(bytes: &[u8], reason: impl Into<Cow<'static, str>>) -> Fault {
    // No character has more than four bytes.
    fault(
        &String::from_utf8_lossy(&bytes[..bytes.len().min(VALUE_CHARS_MAX * 4 + 4)]),
        reason,
    )
}

/// Takes a leading sign off; true: minus.
pub(crate) fn sign(bytes: &[u8]) -> (bool, &[u8]) {
    match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    }
}

macro_rules! integers {
    ($($(#[$doc:meta])* $name:ident: $integer:ty, $out_of_range:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// Text that is no whole number, or one out of range.
        #[inline]
        pub fn $name(text: &str) -> Result<$integer, Fault> {
            text.parse().map_err(|_| not_an_integer(text, $out_of_range))
        }
    )*};
}

integers! {
    /// A `smallint`: digits with an optional sign.
    smallint: i16, "out of range for smallint";
    /// An `integer`: digits with an optional sign.
    integer: i32, "out of range for integer";
    /// A `bigint`: digits with an optional sign.
    bigint: i64, "out of range for bigint";
}

#[cold]
fn not_an_integer(text: &str, out_of_range: &'static str) -> Fault {
    let (_, digits) = sign(text.as_bytes());
    let whole = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    fault(
        text,
        if whole {
            out_of_range
        } else {
            "not an integer"
        },
    )
}

macro_rules! floats {
    ($($(#[$doc:meta])* $name:ident: $float:ty, $out_of_range:literal;)*) => {$(
        $(#[$doc])*
        /// `NaN`, `Infinity` and `-Infinity` are numbers too.
        ///
        /// # Errors
        /// Text that is no number; one that would become infinite, or zero without being zero.
        pub fn $name(text: &str, mark: u8) -> Result<$float, Fault> {
            let parsed: Option<$float> = match mark {
                b'.' => text.parse().ok(),
                mark => with_point(text, mark).and_then(|text| text.parse().ok()),
            };
            let value = parsed.ok_or_else(|| fault(text, "not a number"))?;
            if (value == 0.0 || value.is_infinite()) && was_rounded_away(text, value == 0.0) {
                return Err(fault(text, $out_of_range));
            }
            Ok(value)
        }
    )*};
}

floats! {
    /// A `real` with this decimal mark.
    real: f32, "out of range for real";
    /// A `double precision` with this decimal mark.
    double: f64, "out of range for double precision";
}

/// The number with a point in the place of `mark`; `None` where it has a point already.
#[cold]
fn with_point(text: &str, mark: u8) -> Option<String> {
    (!text.contains('.')).then(|| text.replace(char::from(mark), "."))
}

/// Whether a result of zero has other digits in its text, or an infinite one has digits at all.
fn was_rounded_away(text: &str, zero: bool) -> bool {
    let mut digits = text
        .bytes()
        .take_while(|byte| !byte.eq_ignore_ascii_case(&b'e'))
        .filter(u8::is_ascii_digit);
    if zero {
        digits.any(|digit| digit != b'0')
    } else {
        digits.next().is_some()
    }
}

/// A `boolean`: true, false, t, f, 1 or 0 in any case.
///
/// # Errors
/// Any other text.
#[inline]
pub fn boolean(text: &str) -> Result<bool, Fault> {
    if ["true", "t", "1"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
    {
        Ok(true)
    } else if ["false", "f", "0"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
    {
        Ok(false)
    } else {
        Err(fault(text, "not a boolean"))
    }
}

/// A `boolean` written by one of two texts, exactly.
///
/// # Errors
/// Any other text.
pub fn boolean_of(text: &str, (yes, no): (&str, &str)) -> Result<bool, Fault> {
    match text {
        text if text == yes => Ok(true),
        text if text == no => Ok(false),
        _ => Err(fault(text, format!("neither `{yes}` nor `{no}`"))),
    }
}

/// Text that a database can hold: without a NUL character.
///
/// # Errors
/// Text with one.
#[inline]
pub fn text(text: &str) -> Result<&str, Fault> {
    if text.as_bytes().contains(&0) {
        Err(fault(text, "a NUL character in a text"))
    } else {
        Ok(text)
    }
}

/// A `varchar(length)`: at most so many characters; nothing is cut, blanks count.
///
/// # Errors
/// Longer text; a NUL character.
#[inline]
pub fn varchar(value: &str, length: u32) -> Result<&str, Fault> {
    let value = text(value)?;
    if is_longer(value, length) {
        Err(fault(value, format!("longer than varchar({length})")))
    } else {
        Ok(value)
    }
}

/// A `char(length)`: the blanks at its right end are no part of it.
///
/// # Errors
/// More characters than `length`; a NUL character.
#[inline]
pub fn char(value: &str, length: u32) -> Result<&str, Fault> {
    let value = text(value)?.trim_end_matches(' ');
    if is_longer(value, length) {
        Err(fault(value, format!("longer than char({length})")))
    } else {
        Ok(value)
    }
}

#[inline]
fn is_longer(text: &str, length: u32) -> bool {
    let length = length as usize;
    text.len() > length && text.chars().nth(length).is_some()
}

/// A `bytea` in hex form, `\x` and two digits a byte, decoded into the arena.
///
/// # Errors
/// Any other text.
pub fn bytea<'a>(text: &str, arena: &'a Bump) -> Result<&'a [u8], Fault> {
    let malformed = || fault(text, "not a bytea (\\x and two hex digits a byte)");
    let digits = text.strip_prefix("\\x").ok_or_else(malformed)?.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return Err(malformed());
    }
    let bytes = arena.alloc_slice_fill_copy(digits.len() / 2, 0_u8);
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let nibble = |digit: u8| char::from(digit).to_digit(16);
        let value = nibble(pair[0])
            .zip(nibble(pair[1]))
            .map(|(high, low)| high * 16 + low);
        *byte = value
            .and_then(|value| u8::try_from(value).ok())
            .ok_or_else(malformed)?;
    }
    Ok(bytes)
}

/// A `uuid`: 32 hex digits in any case, with hyphens in their places or none, and braces or none.
///
/// # Errors
/// Any other text.
pub fn uuid(text: &str) -> Result<Uuid, Fault> {
    let digits = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
        .unwrap_or(text);
    // Longer forms that the parser knows are not SQL's.
    match Uuid::try_parse(digits) {
        Ok(value) if digits.len() <= 36 => Ok(value),
        _ => Err(fault(text, "not a uuid")),
    }
}

/// A `json`: checked, and kept as it is written.
///
/// # Errors
/// Text that is no JSON; a NUL character.
pub fn json(text: &str) -> Result<&str, Fault> {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Ok(text),
        Err(error) => Err(fault(text, format!("not JSON: {error}"))),
    }
}
