//! Functions on text.

use bumpalo::collections::String as ArenaString;

use crate::row::Fault;
use crate::scratch::Scratch;
use crate::value::parse;

/// `upper(text)`
#[inline]
#[must_use]
pub fn upper<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str {
    mapped(text, scratch, upper_char)
}

/// `lower(text)`
#[inline]
#[must_use]
pub fn lower<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str {
    mapped(text, scratch, lower_char)
}

/// Borrows the text if no character changes.
fn mapped<'a>(text: &'a str, scratch: &'a Scratch, map: impl Fn(char) -> char) -> &'a str {
    let Some((first, _)) = text.char_indices().find(|(_, c)| map(*c) != *c) else {
        return text;
    };
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    result.push_str(&text[..first]);
    result.extend(text[first..].chars().map(map));
    result.into_bump_str()
}

/// Unicode's simple mapping: a character whose full mapping is longer has one only if it is listed
/// here.
pub(super) fn upper_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    // Greek letters with an iota below, whose capitals carry it beside them.
    let with_iota = match c {
        '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' => {
            u32::from(c) + 8
        }
        '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => u32::from(c) + 9,
        _ => return single(c, c.to_uppercase()),
    };
    char::from_u32(with_iota).unwrap_or(c)
}

pub(super) fn lower_char(c: char) -> char {
    match c {
        c if c.is_ascii() => c.to_ascii_lowercase(),
        'İ' => 'i',
        c => single(c, c.to_lowercase()),
    }
}

/// The one character of a mapping, or the character itself.
fn single(c: char, mut mapping: impl Iterator<Item = char>) -> char {
    match (mapping.next(), mapping.next()) {
        (Some(mapped), None) => mapped,
        _ => c,
    }
}

/// `trim(text)`, `btrim(text)`: without blanks on both sides. Only the space is a blank.
#[inline]
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(' ')
}

/// `ltrim(text)`
#[inline]
#[must_use]
pub fn ltrim(text: &str) -> &str {
    text.trim_start_matches(' ')
}

/// `rtrim(text)`
#[inline]
#[must_use]
pub fn rtrim(text: &str) -> &str {
    text.trim_end_matches(' ')
}

/// `btrim(text, characters)`: without any of the characters on both sides.
#[inline]
#[must_use]
pub fn trim_of<'a>(text: &'a str, characters: &str) -> &'a str {
    text.trim_matches(|c| characters.contains(c))
}

/// `ltrim(text, characters)`
#[inline]
#[must_use]
pub fn ltrim_of<'a>(text: &'a str, characters: &str) -> &'a str {
    text.trim_start_matches(|c| characters.contains(c))
}

/// `rtrim(text, characters)`
#[inline]
#[must_use]
pub fn rtrim_of<'a>(text: &'a str, characters: &str) -> &'a str {
    text.trim_end_matches(|c| characters.contains(c))
}

/// `length(text)`, in characters.
#[inline]
#[must_use]
pub fn length(text: &str) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX)
}

/// The text behind its first `count` characters.
fn skip(text: &str, count: usize) -> &str {
    text.char_indices()
        .nth(count)
        .map_or("", |(at, _)| &text[at..])
}

/// The first `count` characters of the text.
fn take(text: &str, count: usize) -> &str {
    // No text has more characters than bytes.
    if count >= text.len() {
        return text;
    }
    text.char_indices()
        .nth(count)
        .map_or(text, |(at, _)| &text[..at])
}

/// A count that is not negative.
fn count(number: i64) -> usize {
    usize::try_from(number.max(0)).unwrap_or(usize::MAX)
}

/// `substring(text from start)`: characters are counted from 1; a start before them means the whole
/// text.
#[must_use]
pub fn substring_from(text: &str, start: i32) -> &str {
    skip(text, count(i64::from(start) - 1))
}

/// `substring(text from start for length)`: a start before the first character uses up part of the
/// length.
///
/// # Errors
/// A negative length.
pub fn substring(text: &str, start: i32, length: i32) -> Result<&str, Fault> {
    if length < 0 {
        return Err(Fault::of(length, "negative substring length not allowed"));
    }
    let first = i64::from(start).max(1);
    let end = i64::from(start) + i64::from(length);
    Ok(take(skip(text, count(first - 1)), count(end - first)))
}

/// `left(text, count)`: the first characters; a negative count drops so many at the end.
#[must_use]
pub fn left(text: &str, number: i32) -> &str {
    if number >= 0 {
        return take(text, count(number.into()));
    }
    let dropped = count(-i64::from(number));
    text.char_indices()
        .nth_back(dropped - 1)
        .map_or("", |(at, _)| &text[..at])
}

/// `right(text, count)`: the last characters; a negative count drops so many at the start.
#[must_use]
pub fn right(text: &str, number: i32) -> &str {
    match number {
        0 => "",
        // PostgreSQL negates the count in 32 bits, where this one has no opposite: nothing is
        // dropped.
        i32::MIN => text,
        1.. => text
            .char_indices()
            .nth_back(count(number.into()) - 1)
            .map_or(text, |(at, _)| &text[at..]),
        _ => skip(text, count(-i64::from(number))),
    }
}

/// `replace(text, from, to)`: every occurrence; an empty `from` occurs nowhere.
#[must_use]
pub fn replace<'a>(text: &'a str, from: &str, to: &str, scratch: &'a Scratch) -> &'a str {
    if from.is_empty() || !text.contains(from) {
        return text;
    }
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    let mut parts = text.split(from);
    result.extend(parts.next());
    for part in parts {
        result.push_str(to);
        result.push_str(part);
    }
    result.into_bump_str()
}

/// `position(part in text)`, `strpos(text, part)`: the character from 1 at which the part first
/// stands, or 0.
#[must_use]
pub fn position(text: &str, part: &str) -> i32 {
    text.find(part)
        .map_or(0, |at| length(&text[..at]).saturating_add(1))
}

/// `a || b || c`
#[must_use]
pub fn concatenate<'a>(parts: &[&str], scratch: &'a Scratch) -> &'a str {
    let mut result =
        ArenaString::with_capacity_in(parts.iter().map(|part| part.len()).sum(), scratch.arena());
    for part in parts {
        result.push_str(part);
    }
    result.into_bump_str()
}

/// `concat(a, b, c)`: NULLs count as empty.
#[must_use]
pub fn concat<'a>(parts: &[Option<&str>], scratch: &'a Scratch) -> &'a str {
    let mut result = ArenaString::with_capacity_in(
        parts.iter().flatten().map(|part| part.len()).sum(),
        scratch.arena(),
    );
    for part in parts.iter().flatten() {
        result.push_str(part);
    }
    result.into_bump_str()
}

/// `text::varchar(n)`: an explicit cast cuts.
#[must_use]
pub fn cut(text: &str, length: u32) -> &str {
    take(text, count(length.into()))
}

/// `text::char(n)`: cut, and without the blanks that pad it.
#[must_use]
pub fn cut_char(text: &str, length: u32) -> &str {
    rtrim(cut(text, length))
}

/// A text for a column of type `varchar(n)`.
///
/// # Errors
/// Longer text: an assignment cuts nothing.
#[inline]
pub fn varchar(text: &str, length: u32) -> Result<&str, Fault> {
    parse::varchar(text, length)
}

/// A text for a column of type `char(n)`: blanks at its end are no part of it.
///
/// # Errors
/// Longer text: an assignment cuts nothing.
#[inline]
pub fn char(text: &str, length: u32) -> Result<&str, Fault> {
    parse::char(text, length)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch;

    #[test]
    fn case_is_mapped_one_to_one_and_borrowed_where_nothing_changes() {
        let scratch = scratch();
        assert_eq!(upper("straße äöü ŉ ᾳ", &scratch), "STRAßE ÄÖÜ ŉ ᾼ");
        assert_eq!(lower("İSTANBUL ÄÖÜ ẞ", &scratch), "istanbul äöü ß");
        let kept = "ABC 123 Ä";
        assert!(std::ptr::eq(upper(kept, &scratch), kept));
    }

    #[test]
    fn trims_blanks_only_or_the_characters_given() {
        assert_eq!(trim("  a b\t "), "a b\t");
        assert_eq!(ltrim("  a "), "a ");
        assert_eq!(rtrim("  a "), "  a");
        assert_eq!(trim_of("xyxtrimyyx", "xyz"), "trim");
        assert_eq!(ltrim_of("zzzytest", "xyz"), "test");
        assert_eq!(rtrim_of("testxxzx", "xyz"), "test");
        assert_eq!(trim_of("abc", ""), "abc");
    }

    #[test]
    fn substrings_count_characters_from_one() {
        assert_eq!(substring_from("höher", 2), "öher");
        assert_eq!(substring_from("abc", -5), "abc");
        assert_eq!(substring_from("abc", 4), "");
        assert_eq!(substring("Thomas", 2, 3).unwrap(), "hom");
        // PostgreSQL: substring('abcdef' from -1 for 4) = 'ab'.
        assert_eq!(substring("abcdef", -1, 4).unwrap(), "ab");
        assert_eq!(substring("abcdef", -5, 3).unwrap(), "");
        assert_eq!(substring("abcdef", 2, i32::MAX).unwrap(), "bcdef");
        assert_eq!(substring("abcdef", i32::MIN, 0).unwrap(), "");
        assert_eq!(
            substring("abc", 1, -1).unwrap_err().reason,
            "negative substring length not allowed"
        );
    }

    #[test]
    fn left_and_right_take_or_drop() {
        assert_eq!(
            (
                left("abcde", 2),
                left("abcde", -2),
                left("abcde", -9),
                left("äöü", 9)
            ),
            ("ab", "abc", "", "äöü")
        );
        assert_eq!(
            (
                right("abcde", 2),
                right("abcde", -2),
                right("abcde", 0),
                right("äöü", 9)
            ),
            ("de", "cde", "", "äöü")
        );
        assert_eq!((left("abc", i32::MIN), right("abc", i32::MIN)), ("", "abc"));
    }

    #[test]
    fn finds_and_replaces() {
        let scratch = scratch();
        assert_eq!(
            replace("abcdefabcdef", "cd", "XX", &scratch),
            "abXXefabXXef"
        );
        assert_eq!(replace("aaa", "aa", "b", &scratch), "ba");
        assert_eq!(replace("abc", "", "x", &scratch), "abc");
        assert_eq!(position("Thomas", "om"), 3);
        assert_eq!(position("öäü", "ü"), 3);
        assert_eq!(
            (position("abc", ""), position("abc", "x"), position("", "")),
            (1, 0, 1)
        );
    }

    #[test]
    fn puts_texts_together() {
        let scratch = scratch();
        assert_eq!(concatenate(&["a", "", "b"], &scratch), "ab");
        assert_eq!(concat(&[Some("a"), None, Some("b")], &scratch), "ab");
        assert_eq!(concat(&[None], &scratch), "");
    }

    #[test]
    fn casts_cut_and_assignments_refuse() {
        assert_eq!(cut("abcdef", 3), "abc");
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut_char("ab c", 3), "ab");
        assert_eq!(varchar("äöü", 3).unwrap(), "äöü");
        assert_eq!(
            varchar("abcd", 3).unwrap_err().reason,
            "longer than varchar(3)"
        );
        assert_eq!(char("ab    ", 3).unwrap(), "ab");
    }
}
