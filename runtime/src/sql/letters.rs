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
        let mapped = if in_word {
            lower_char(c)
        } else {
            upper_char(c)
        };
        in_word = is_alphanumeric(mapped);
        mapped
    });
    if text.chars().all(|c| mapped.next() == Some(c)) {
        return text;
    }
    let mut in_word = false;
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    for c in text.chars() {
        let mapped = if in_word {
            lower_char(c)
        } else {
            upper_char(c)
        };
        in_word = is_alphanumeric(mapped);
        result.push(mapped);
    }
    result.into_bump_str()
}

/// A letter or a decimal digit: `²` and `½` are neither.
fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let number = u32::from(c);
    c.is_alphabetic()
        || (c.is_numeric()
            && ZEROS
                .iter()
                .any(|zero| (*zero..zero + 10).contains(&number)))
}

/// The zeros of Unicode's decimal digits; the other nine follow each.
#[rustfmt::skip]
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136,
    0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0,
    0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// `translate(text, from, to)`: each character of `from` becomes the one at its place in `to`;
/// without one it goes.
#[must_use]
pub fn translate<'a>(text: &'a str, from: &str, to: &str, scratch: &'a Scratch) -> &'a str {
    let Some((first, _)) = text.char_indices().find(|(_, c)| from.contains(*c)) else {
        return text;
    };
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    result.push_str(&text[..first]);
    result.extend(text[first..].chars().filter_map(|c| {
        match from.chars().position(|other| other == c) {
            Some(place) => to.chars().nth(place),
            None => Some(c),
        }
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
    text.chars()
        .next()
        .and_then(|c| i32::try_from(u32::from(c)).ok())
        .unwrap_or(0)
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
        assert_eq!(
            initcap("hELLO wORLD o'neil 2nd éTÉ", &scratch),
            "Hello World O'Neil 2nd Été"
        );
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
        assert_eq!(
            chr(0, &scratch).unwrap_err().reason,
            "null character not permitted"
        );
        assert!(chr(0xd800, &scratch).is_err() && chr(-1, &scratch).is_err());
        assert_eq!(
            (integer_to_hex(-1, &scratch), bigint_to_hex(255, &scratch)),
            ("ffffffff", "ff")
        );
    }
}
