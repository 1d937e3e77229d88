//! Regular expressions, in the dialect of the `regex` crate.
//!
//! A pattern is a constant that the compiler has translated and checked; it is compiled when it is
//! first used, once for all threads.

use std::ops::Range;
use std::sync::OnceLock;

use bumpalo::collections::String as ArenaString;
use regex::{Captures, Regex};

use crate::row::Fault;
use crate::scratch::Scratch;

/// A pattern of a generated crate.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// A pattern that is not compiled yet.
    #[must_use]
    pub const fn new(text: &'static str) -> Pattern {
        Pattern {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// # Panics
    /// A pattern that is none: the compiler compiles each one before it writes it down.
    #[inline]
    fn regex(&self) -> &Regex {
        self.compiled
            .get_or_init(|| Regex::new(self.text).expect("the compiler has checked the pattern"))
    }
}

/// A constant pattern, compiled once: `sql::pattern!("^[0-9]+$")`.
#[macro_export]
macro_rules! pattern {
    ($text:literal) => {{
        static PATTERN: $crate::sql::Pattern = $crate::sql::Pattern::new($text);
        &PATTERN
    }};
}

pub use crate::pattern;

/// `text ~ pattern`, `regexp_like(text, pattern)`, `text SIMILAR TO pattern`
#[inline]
#[must_use]
pub fn matches(text: &str, pattern: &Pattern) -> bool {
    pattern.regex().is_match(text)
}

/// `substring(text from pattern)`: the first match, or what its first group matched.
#[must_use]
pub fn substring_matching<'a>(text: &'a str, pattern: &Pattern) -> Option<&'a str> {
    let regex = pattern.regex();
    if regex.captures_len() == 1 {
        return regex.find(text).map(|found| found.as_str());
    }
    regex.captures(text)?.get(1).map(|group| group.as_str())
}

/// `regexp_replace(text, pattern, replacement)`: the first match.
#[must_use]
pub fn replace_match<'a>(
    text: &'a str,
    pattern: &Pattern,
    replacement: &str,
    scratch: &'a Scratch,
) -> &'a str {
    replaced(text, pattern, replacement, 0, Some(1), scratch)
}

/// `regexp_replace(text, pattern, replacement, 'g')`: every match.
#[must_use]
pub fn replace_matches<'a>(
    text: &'a str,
    pattern: &Pattern,
    replacement: &str,
    scratch: &'a Scratch,
) -> &'a str {
    replaced(text, pattern, replacement, 0, None, scratch)
}

/// `regexp_replace(text, pattern, replacement, start)`: the first match from a character on; with
/// the flag `g` every one.
///
/// # Errors
/// A start before the first character.
pub fn replace_match_from<'a>(
    text: &'a str,
    pattern: &Pattern,
    replacement: &str,
    start: i32,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    replace_nth_match(text, pattern, replacement, start, 1, scratch)
}

/// `regexp_replace(text, pattern, replacement, start, n)`: the n-th match from a character on, or
/// with 0 every one.
///
/// # Errors
/// A start before the first character; a negative number.
pub fn replace_nth_match<'a>(
    text: &'a str,
    pattern: &Pattern,
    replacement: &str,
    start: i32,
    number: i32,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    let from = offset(text, start)?;
    let number = usize::try_from(number).map_err(|_| invalid("n", number))?;
    let Some(from) = from else { return Ok(text) };
    Ok(replaced(
        text,
        pattern,
        replacement,
        from,
        Some(number).filter(|number| *number > 0),
        scratch,
    ))
}

/// The byte at which a character counted from 1 begins; `None` behind the text.
fn offset(text: &str, start: i32) -> Result<Option<usize>, Fault> {
    let skipped = usize::try_from(start)
        .ok()
        .and_then(|start| start.checked_sub(1))
        .ok_or_else(|| invalid("start", start))?;
    Ok(text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .nth(skipped))
}

#[cold]
fn invalid(name: &str, value: i32) -> Fault {
    Fault::of(value, format!("invalid value for parameter \"{name}\""))
}

/// Puts the replacement in the place of one match, counted from 1, or of all.
fn replaced<'a>(
    text: &'a str,
    pattern: &Pattern,
    replacement: &str,
    from: usize,
    only: Option<usize>,
    scratch: &'a Scratch,
) -> &'a str {
    let regex = pattern.regex();
    let whole = !replacement.contains('\\');
    let mut result: Option<ArenaString<'a>> = None;
    let mut kept = 0;
    let mut put = |range: Range<usize>, captures: Option<&Captures<'_>>| {
        let result = result
            .get_or_insert_with(|| ArenaString::with_capacity_in(text.len(), scratch.arena()));
        result.push_str(&text[kept..range.start]);
        match captures {
            Some(captures) => expand(replacement, captures, result),
            None => result.push_str(replacement),
        }
        kept = range.end;
    };
    let wanted = |place: usize| only.is_none_or(|only| only == place + 1);
    let last = only.unwrap_or(usize::MAX);
    if whole {
        let found = Matches {
            regex,
            text,
            at: Some(from),
        };
        found
            .enumerate()
            .take(last)
            .filter(|(place, _)| wanted(*place))
            .for_each(|(_, found)| put(found, None));
    } else {
        for (_, found) in (Matches {
            regex,
            text,
            at: Some(from),
        })
        .enumerate()
        .take(last)
        .filter(|(place, _)| wanted(*place))
        {
            put(found.clone(), regex.captures_at(text, found.start).as_ref());
        }
    }
    match result {
        Some(mut result) => {
            result.push_str(&text[kept..]);
            result.into_bump_str()
        }
        None => text,
    }
}

/// The matches from a place on, as PostgreSQL goes from one to the next: an empty one may stand
/// right behind another.
struct Matches<'r, 't> {
    regex: &'r Regex,
    text: &'t str,
    at: Option<usize>,
}

impl Iterator for Matches<'_, '_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let at = self.at?;
        let found = self.regex.find_at(self.text, at)?.range();
        self.at = if found.is_empty() {
            let skipped = self.text[found.end..].chars().next();
            skipped.map(|c| found.end + c.len_utf8())
        } else {
            Some(found.end)
        };
        Some(found)
    }
}

/// Writes the replacement: `\1` to `\9` are groups, `\&` the match, `\\` a backslash.
fn expand(replacement: &str, captures: &Captures<'_>, result: &mut ArenaString<'_>) {
    let mut rest = replacement;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let group = match rest.chars().next() {
            Some('&') => Some(0),
            Some(digit @ '1'..='9') => digit
                .to_digit(10)
                .and_then(|digit| usize::try_from(digit).ok()),
            Some('\\') => {
                result.push('\\');
                rest = &rest[1..];
                continue;
            }
            // Anything else is kept, with its backslash.
            _ => {
                result.push('\\');
                continue;
            }
        };
        rest = &rest[1..];
        result.push_str(
            group
                .and_then(|group| captures.get(group))
                .map_or("", |group| group.as_str()),
        );
    }
    result.push_str(rest);
}

/// `regexp_substr(text, pattern)`: the first match.
#[must_use]
pub fn match_of<'a>(text: &'a str, pattern: &Pattern) -> Option<&'a str> {
    pattern.regex().find(text).map(|found| found.as_str())
}

/// `regexp_substr(text, pattern, start, n, flags, group)`: the n-th match from a character on, or a
/// group of it.
///
/// # Errors
/// A start before the first character; a number below 1; a negative group.
pub fn nth_match<'a>(
    text: &'a str,
    pattern: &Pattern,
    start: i32,
    number: i32,
    group: i32,
) -> Result<Option<&'a str>, Fault> {
    Ok(nth(text, pattern, start, number, group)?.map(|range| &text[range]))
}

fn nth(
    text: &str,
    pattern: &Pattern,
    start: i32,
    number: i32,
    group: i32,
) -> Result<Option<Range<usize>>, Fault> {
    let from = offset(text, start)?;
    let number = usize::try_from(number)
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| invalid("n", number))?;
    let group = usize::try_from(group).map_err(|_| invalid("subexpr", group))?;
    let regex = pattern.regex();
    let Some(from) = from else { return Ok(None) };
    let found = (Matches {
        regex,
        text,
        at: Some(from),
    })
    .nth(number - 1);
    Ok(match (found, group) {
        (None, _) => None,
        (found, 0) => found,
        // PostgreSQL takes the match of a pattern without groups for its first group.
        (found, 1) if regex.captures_len() == 1 => found,
        (Some(found), group) => regex
            .captures_at(text, found.start)
            .and_then(|captures| captures.get(group).map(|group| group.range())),
    })
}

/// `regexp_count(text, pattern)`
#[must_use]
pub fn match_count(text: &str, pattern: &Pattern) -> i32 {
    count_from(text, pattern, 0)
}

/// `regexp_count(text, pattern, start)`
///
/// # Errors
/// A start before the first character.
pub fn match_count_from(text: &str, pattern: &Pattern, start: i32) -> Result<i32, Fault> {
    Ok(offset(text, start)?.map_or(0, |from| count_from(text, pattern, from)))
}

fn count_from(text: &str, pattern: &Pattern, from: usize) -> i32 {
    let matches = Matches {
        regex: pattern.regex(),
        text,
        at: Some(from),
    };
    i32::try_from(matches.count()).unwrap_or(i32::MAX)
}

/// `regexp_instr(text, pattern, start, n, end, flags, group)`: the character at which the n-th
/// match begins (end 0), or the one behind it (end 1); 0 without a match.
///
/// # Errors
/// A start before the first character; a number below 1; an end that is neither 0 nor 1; a negative
/// group.
pub fn match_place(
    text: &str,
    pattern: &Pattern,
    start: i32,
    number: i32,
    end: i32,
    group: i32,
) -> Result<i32, Fault> {
    if !(0..=1).contains(&end) {
        return Err(invalid("endoption", end));
    }
    let found = nth(text, pattern, start, number, group)?;
    let at = found.map(|range| if end == 1 { range.end } else { range.start });
    Ok(at.map_or(0, |at| super::length(&text[..at]).saturating_add(1)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch;

    #[test]
    fn matches_are_replaced_with_their_groups() {
        let scratch = scratch();
        let letters = pattern!("(b)(.)");
        assert_eq!(
            replace_match("foobarbaz", letters, "[\\2\\1\\&\\\\\\x]", &scratch),
            "foo[abba\\\\x]rbaz"
        );
        assert_eq!(
            replace_matches("foobarbaz", letters, "X", &scratch),
            "fooXrXz"
        );
        assert_eq!(
            replace_nth_match("foobarbaz", letters, "X", 1, 2, &scratch).unwrap(),
            "foobarXz"
        );
        assert_eq!(
            replace_nth_match("foobarbaz", letters, "X", 5, 0, &scratch).unwrap(),
            "foobarXz"
        );
        assert_eq!(
            replace_matches("abc", pattern!("x*"), "-", &scratch),
            "-a-b-c-"
        );
        let kept = "nothing";
        assert!(std::ptr::eq(
            replace_matches(kept, pattern!("q"), "-", &scratch),
            kept
        ));
        assert!(replace_match_from("a", letters, "", 0, &scratch).is_err());
    }

    #[test]
    fn matches_are_found_by_number_and_group() {
        let pattern = pattern!("([0-9])([a-z])");
        assert_eq!(substring_matching("x1a2b", pattern), Some("1"));
        assert_eq!(match_of("x1a2b", pattern), Some("1a"));
        assert_eq!(nth_match("x1a2b", pattern, 1, 2, 2).unwrap(), Some("b"));
        assert_eq!(nth_match("x1a2b", pattern, 9, 1, 0).unwrap(), None);
        assert_eq!(
            (
                match_count("x1a2b", pattern),
                match_count_from("x1a2b", pattern, 3).unwrap()
            ),
            (2, 1)
        );
        assert_eq!(match_place("äx1a2b", pattern, 1, 2, 0, 0).unwrap(), 5);
        assert_eq!(match_place("äx1a2b", pattern, 1, 1, 1, 0).unwrap(), 5);
        assert!(match_place("", pattern, 1, 1, 2, 0).is_err());
    }
}
