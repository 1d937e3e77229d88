//! LIKE.

use bumpalo::collections::String as ArenaString;

use crate::row::Fault;
use crate::scratch::Scratch;

/// `text LIKE pattern` with a constant pattern, which the compiler has checked: it does not end
/// with the escape character.
#[must_use]
pub fn like(text: &str, pattern: &str) -> bool {
    like_pattern(text, pattern).unwrap_or(false)
}

/// `text LIKE pattern`: `%` stands for any text, `_` for any character, and the backslash takes its
/// meaning from the next one.
///
/// # Errors
/// A pattern that ends with the escape character, where the match comes that far.
pub fn like_pattern(text: &str, pattern: &str) -> Result<bool, Fault> {
    let (mut text, mut pattern) = (text, pattern);
    // Where to go on if the rest does not match: behind the last `%`, one character further in the
    // text.
    let mut retry: Option<(&str, &str)> = None;
    while let Some(c) = text.chars().next() {
        let rest = &text[c.len_utf8()..];
        let matched = match pattern.chars().next() {
            Some('%') => {
                pattern = pattern.trim_start_matches('%');
                retry = Some((text, pattern));
                continue;
            }
            Some('_') => Some(&pattern[1..]),
            Some('\\') => match pattern[1..].chars().next() {
                None => {
                    return Err(Fault::new(
                        "LIKE pattern must not end with escape character",
                    ));
                }
                Some(escaped) => (escaped == c).then(|| &pattern[1 + escaped.len_utf8()..]),
            },
            Some(literal) => (literal == c).then(|| &pattern[literal.len_utf8()..]),
            None => None,
        };
        match (matched, retry) {
            (Some(behind), _) => (text, pattern) = (rest, behind),
            (None, None) => return Ok(false),
            (None, Some((from, behind))) => {
                // Nothing but `%` was left: any text will do.
                if behind.is_empty() {
                    return Ok(true);
                }
                let further = from
                    .chars()
                    .next()
                    .map_or("", |skipped| &from[skipped.len_utf8()..]);
                retry = Some((further, behind));
                (text, pattern) = (further, behind);
            }
        }
    }
    Ok(pattern.trim_start_matches('%').is_empty())
}

/// The pattern of `LIKE pattern ESCAPE escape` with the backslash for its escape character.
///
/// # Errors
/// More than one character is to escape.
pub fn like_escape<'a>(
    pattern: &'a str,
    escape: &str,
    scratch: &'a Scratch,
) -> Result<&'a str, Fault> {
    let mut chars = escape.chars();
    let escape = chars.next();
    if chars.next().is_some() {
        return Err(Fault::new("invalid escape string"));
    }
    if escape == Some('\\') || !pattern.contains(|c| c == '\\' || Some(c) == escape) {
        return Ok(pattern);
    }
    let mut plain = ArenaString::with_capacity_in(pattern.len() + 2, scratch.arena());
    let mut is_escaped = false;
    for c in pattern.chars() {
        is_escaped = match c {
            c if Some(c) == escape && !is_escaped => {
                plain.push('\\');
                true
            }
            '\\' => {
                plain.push_str(if is_escaped { "\\" } else { "\\\\" });
                false
            }
            c => {
                plain.push(c);
                false
            }
        };
    }
    Ok(plain.into_bump_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn matches_as_postgresql_does() {
        for (text, pattern, expect) in [
            ("abc", "abc", true),
            ("abc", "a%", true),
            ("abc", "_b_", true),
            ("abc", "c", false),
            ("", "%", true),
            ("", "_", false),
            ("", "", true),
            ("abc", "", false),
            ("abc", "%%c", true),
            ("aXbXc", "a%b%c", true),
            ("ababac", "%abac", true),
            ("abab", "%aba", false),
            ("äöü", "_ö_", true),
            ("äöü", "__", false),
            ("100%", "100\\%", true),
            ("1000", "100\\%", false),
            ("a_b", "a\\_b", true),
            ("axb", "a\\_b", false),
            ("a\\b", "a\\\\b", true),
            ("mississippi", "%iss%ip%i", true),
            ("mississippi", "m%iss%x%", false),
            ("abc\n", "abc_", true),
        ] {
            assert_eq!(
                like_pattern(text, pattern).unwrap(),
                expect,
                "{text:?} LIKE {pattern:?}"
            );
        }
    }

    #[test]
    fn another_character_escapes() {
        let scratch = crate::sql::testing::scratch();
        for (pattern, escape, expect) in [
            ("a#%%", "#", "a\\%%"),
            ("a##b", "#", "a\\#b"),
            ("a\\%", "#", "a\\\\%"),
            ("a#\\%", "#", "a\\\\%"),
            ("a%%", "%", "a\\%"),
            ("a\\_", "", "a\\\\_"),
            ("a\\_", "\\", "a\\_"),
            ("a#", "#", "a\\"),
        ] {
            assert_eq!(
                like_escape(pattern, escape, &scratch).unwrap(),
                expect,
                "{pattern} ESCAPE {escape}"
            );
        }
        assert!(like_escape("a", "ab", &scratch).is_err());
    }

    #[test]
    fn a_pattern_ending_with_the_escape_is_an_error_when_it_is_reached() {
        assert!(!like_pattern("a", "a\\").unwrap());
        assert!(like_pattern("ab", "a\\").is_err());
        assert!(!like_pattern("x", "a\\").unwrap());
        assert!(like_pattern("x", "%\\").is_err());
    }
}
