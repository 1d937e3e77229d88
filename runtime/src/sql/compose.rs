//! Text put together from parts, and parts taken out of text.

use bumpalo::collections::String as ArenaString;

use super::length;
use crate::row::Fault;
use crate::scratch::Scratch;
use crate::sql::substring;

/// PostgreSQL's limit of a value's size.
const BYTES_MAX: i64 = 0x3fff_ffff;

/// Bytes of the head of a value in PostgreSQL, which count into the limit.
const HEAD_BYTES: i64 = 4;

#[cold]
fn too_large() -> Fault {
    Fault::new("requested length too large")
}

/// `concat_ws(separator, a, b, c)`: NULLs are passed over.
#[must_use]
pub fn concat_ws<'a>(separator: &str, parts: &[Option<&str>], scratch: &'a Scratch) -> &'a str {
    let mut result = ArenaString::new_in(scratch.arena());
    for (place, part) in parts.iter().flatten().enumerate() {
        if place > 0 {
            result.push_str(separator);
        }
        result.push_str(part);
    }
    result.into_bump_str()
}

/// `lpad(text, length)`
///
/// # Errors
/// A length beyond PostgreSQL's limit.
pub fn lpad<'a>(text: &'a str, length: i32, scratch: &'a Scratch) -> Result<&'a str, Fault> {
    lpad_with(text, length, " ", scratch)
}

/// `lpad(text, length, fill)`: filled up in front to so many characters, or cut to them at the end.
///
/// # Errors
/// A length beyond PostgreSQL's limit.
pub fn lpad_with<'a>(
    text: &'a str,
    length: i32,
    fill: &str,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    padded(text, length, fill, true, scratch)
}

/// `rpad(text, length)`
///
/// # Errors
/// A length beyond PostgreSQL's limit.
pub fn rpad<'a>(text: &'a str, length: i32, scratch: &'a Scratch) -> Result<&'a str, Fault> {
    rpad_with(text, length, " ", scratch)
}

/// `rpad(text, length, fill)`: filled up behind to so many characters, or cut to them.
///
/// # Errors
/// A length beyond PostgreSQL's limit.
pub fn rpad_with<'a>(
    text: &'a str,
    length: i32,
    fill: &str,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    padded(text, length, fill, false, scratch)
}

fn padded<'a>(
    text: &'a str,
    wanted: i32,
    fill: &str,
    in_front: bool,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    let wanted = wanted.max(0);
    // PostgreSQL reckons with four bytes a character.
    if i64::from(wanted) * 4 + HEAD_BYTES > BYTES_MAX {
        return Err(too_large());
    }
    let missing = wanted - length(text);
    if missing <= 0 {
        return Ok(super::left(text, wanted));
    }
    if fill.is_empty() {
        return Ok(text);
    }
    let filling = fill
        .chars()
        .cycle()
        .take(usize::try_from(missing).unwrap_or(0));
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    if in_front {
        result.extend(filling);
        result.push_str(text);
    } else {
        result.push_str(text);
        result.extend(filling);
    }
    Ok(result.into_bump_str())
}

/// A `char(n)` with the blanks at its end, which some functions see.
#[must_use]
pub fn blank_padded<'a>(text: &'a str, length: u32, scratch: &'a Scratch) -> &'a str {
    // A column's length is far below the limit.
    i32::try_from(length)
        .ok()
        .and_then(|length| rpad(text, length, scratch).ok())
        .unwrap_or(text)
}

/// `repeat(text, count)`
///
/// # Errors
/// A result beyond PostgreSQL's limit.
pub fn repeat<'a>(text: &'a str, count: i32, scratch: &'a Scratch) -> Result<&'a str, Fault> {
    let count = count.max(0);
    let bytes = i64::try_from(text.len())
        .unwrap_or(i64::MAX)
        .saturating_mul(count.into());
    if bytes.saturating_add(HEAD_BYTES) > BYTES_MAX {
        return Err(too_large());
    }
    match count {
        0 => Ok(""),
        1 => Ok(text),
        _ => {
            let mut result =
                ArenaString::with_capacity_in(usize::try_from(bytes).unwrap_or(0), scratch.arena());
            (0..count).for_each(|_| result.push_str(text));
            Ok(result.into_bump_str())
        }
    }
}

/// `overlay(text placing part from start)`: it takes the place of as many characters as it has.
///
/// # Errors
/// A start before the first character.
pub fn overlay<'a>(
    text: &str,
    part: &str,
    start: i32,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    overlay_for(text, part, start, length(part), scratch)
}

/// `overlay(text placing part from start for count)`
///
/// # Errors
/// A start before the first character; start and count beyond an integer together.
pub fn overlay_for<'a>(
    text: &str,
    part: &str,
    start: i32,
    count: i32,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    if start <= 0 {
        return Err(Fault::of(start, "negative substring length not allowed"));
    }
    let behind = start
        .checked_add(count)
        .ok_or_else(|| Fault::new("integer out of range"))?;
    let (before, after) = (
        substring(text, 1, start - 1)?,
        super::substring_from(text, behind),
    );
    Ok(super::concatenate(&[before, part, after], scratch))
}

/// `split_part(text, delimiter, number)`: the field of that number, from 1, or from the end where
/// it is negative.
///
/// # Errors
/// The number 0.
pub fn split_part<'a>(text: &'a str, delimiter: &str, number: i32) -> Result<&'a str, Fault> {
    let place = match usize::try_from(number.unsigned_abs()) {
        Ok(0) => return Err(Fault::of(number, "field position must not be zero")),
        Ok(number) => number - 1,
        Err(_) => return Ok(""),
    };
    // An empty text has no fields, and an empty delimiter does not part.
    if text.is_empty() || delimiter.is_empty() {
        return Ok(if place == 0 { text } else { "" });
    }
    let field = if number > 0 {
        text.split(delimiter).nth(place)
    } else {
        text.rsplit(delimiter).nth(place)
    };
    Ok(field.unwrap_or(""))
}

/// `starts_with(text, beginning)`
#[inline]
#[must_use]
pub fn starts_with(text: &str, beginning: &str) -> bool {
    text.starts_with(beginning)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch;

    #[test]
    fn pads_and_cuts() {
        let scratch = scratch();
        assert_eq!(lpad_with("hi", 5, "xy", &scratch).unwrap(), "xyxhi");
        assert_eq!(rpad_with("hi", 5, "äö", &scratch).unwrap(), "hiäöä");
        assert_eq!(
            (
                lpad("höher", 2, &scratch).unwrap(),
                rpad("höher", 2, &scratch).unwrap()
            ),
            ("hö", "hö")
        );
        assert_eq!(
            (
                lpad("a", -1, &scratch).unwrap(),
                lpad_with("a", 3, "", &scratch).unwrap()
            ),
            ("", "a")
        );
        let kept = "abc";
        assert!(std::ptr::eq(lpad(kept, 3, &scratch).unwrap(), kept));
        assert_eq!(
            lpad("a", i32::MAX, &scratch).unwrap_err().reason,
            "requested length too large"
        );
        assert_eq!(
            repeat("ab", i32::MAX, &scratch).unwrap_err().reason,
            "requested length too large"
        );
        assert_eq!(repeat("ab", 2, &scratch).unwrap(), "abab");
    }

    #[test]
    fn fields_are_counted_from_both_ends() {
        let field = |number| split_part("a~b~c", "~", number).unwrap();
        assert_eq!(
            [1, 3, 4, -1, -3, -4].map(field),
            ["a", "c", "", "c", "a", ""]
        );
        assert_eq!(split_part("aaa", "aa", -1).unwrap(), "");
        assert_eq!(split_part("abc", "", 1).unwrap(), "abc");
        assert_eq!(split_part("abc", "", 2).unwrap(), "");
        assert_eq!(
            split_part("abc", ",", 0).unwrap_err().reason,
            "field position must not be zero"
        );
    }

    #[test]
    fn lays_over() {
        let scratch = scratch();
        assert_eq!(
            overlay_for("Txxxxas", "hom", 2, 4, &scratch).unwrap(),
            "Thomas"
        );
        assert_eq!(overlay("abcdef", "XY", 6, &scratch).unwrap(), "abcdeXY");
        assert_eq!(overlay_for("abc", "X", 2, -1, &scratch).unwrap(), "aXabc");
        assert!(overlay("abc", "X", 0, &scratch).is_err());
    }
}
