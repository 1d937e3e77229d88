//! Functions on the characters of a text, one by one.

use std::fmt::{self, Write};

use bumpalo::collections::String as ArenaString;

use super::text::{lower_char, upper_char};
use crate::row::Fault;
use crate::scratch::Scratch;

/// `initcap(text)`: the first letter of each word upper-case, the others lower-case.
#[must_use]
pub fn initcap<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str {
    let mut in_word = false;
    let mut mapped = text.chars().map(|c| {
        let mapped = if in_word { lower_char(c) } else { upper_char(c) };
        in_word = is_alphanumeric(mapped);
        mapped
    });
    if text.chars().all(|c| mapped.next() == Some(c)) {
        return text;
    }
    let mut in_word = false;
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    for c in text.chars() {
        let mapped = if in_word { lower_char(c) } else { upper_char(c) };
        in_word = is_alphanumeric(mapped);
        result.push(mapped);
    }
    result.into_bump_str()
}

/// A letter or digit of the locale C.UTF-8.
fn is_alphanumeric(c: char) -> bool {
    c.is_alphanumeric()
}

/// `translate(text, from, to)`: each character of `from` becomes the one at its place in `to`; without one it goes.
#[must_use]
pub fn translate<'a>(text: &'a str, from: &str, to: &str, scratch: &'a Scratch) -> &'a str {
    let Some((first, _)) = text.char_indices().find(|(_, c)| from.contains(*c)) else {
        return text;
    };
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    result.push_str(&text[..first]);
    result.extend(text[first..].chars().filter_map(|c| match from.chars().position(|other| other == c) {
        Some(place) => to.chars().nth(place),
        None => Some(c),
    }));
    result.into_bump_str()
}

/// `reverse(text)`
#[must_use]
pub fn reverse<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str {
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    result.extend(text.chars().rev());
    result.into_bump_str()
}

/// `ascii(text)`: the number of the first character; 0 without one.
#[must_use]
pub fn ascii(text: &str) -> i32 {
    text.chars().next().and_then(|c| i32::try_from(u32::from(c)).ok()).unwrap_or(0)
}

/// `chr(number)`
///
/// # Errors
/// A number that is no character's.
pub fn chr(number: i32, scratch: &Scratch) -> Result<&str, Fault> {
    let reason = match number {
        ..0 => "character number must be positive",
        0 => "null character not permitted",
        _ => match u32::try_from(number).ok().and_then(char::from_u32) {
            Some(c) => return Ok(scratch.arena().alloc_str(c.encode_utf8(&mut [0; 4]))),
            None => "requested character not valid for encoding",
        },
    };
    Err(Fault::of(number, reason))
}

/// `to_hex(integer)`
#[must_use]
pub fn integer_to_hex(value: i32, scratch: &Scratch) -> &str {
    hex(u64::from(value.cast_unsigned()), scratch)
}

/// `to_hex(bigint)`
#[must_use]
pub fn bigint_to_hex(value: i64, scratch: &Scratch) -> &str {
    hex(value.cast_unsigned(), scratch)
}

fn hex(value: u64, scratch: &Scratch) -> &str {
    let mut text = ArenaString::new_in(scratch.arena());
    let _: fmt::Result = write!(text, "{value:x}");
    text.into_bump_str()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch;

    #[test]
    fn words_begin_with_capitals() {
        let scratch = scratch();
        assert_eq!(initcap("hELLO wORLD o'neil 2nd éTÉ", &scratch), "Hello World O'Neil 2nd Été");
        let kept = "New York";
        assert!(std::ptr::eq(initcap(kept, &scratch), kept));
    }

    #[test]
    fn characters_are_replaced_or_go() {
        let scratch = scratch();
        assert_eq!(translate("12345", "143", "ax", &scratch), "a2x5");
        assert_eq!(translate("aab", "aa", "xy", &scratch), "xxb");
        assert_eq!(reverse("äbc", &scratch), "cbä");
    }

    #[test]
    fn characters_have_numbers() {
        let scratch = scratch();
        assert_eq!((ascii("äb"), ascii("")), (228, 0));
        assert_eq!(chr(8364, &scratch).unwrap(), "€");
        assert_eq!(chr(0, &scratch).unwrap_err().reason, "null character not permitted");
        assert!(chr(0xd800, &scratch).is_err() && chr(-1, &scratch).is_err());
        assert_eq!((integer_to_hex(-1, &scratch), bigint_to_hex(255, &scratch)), ("ffffffff", "ff"));
    }
}
