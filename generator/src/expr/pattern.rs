//! PostgreSQL's regular expressions (ARE) and SIMILAR TO patterns in the words of the `regex`
//! crate.
//!
//! What the crate writes otherwise is translated; what it does not have, back references and
//! looking around, is an error. Two things stay different and are documented: of alternatives the
//! crate takes the first that matches, PostgreSQL the longest; and greediness belongs to each
//! quantifier, where PostgreSQL decides it for a whole branch.

use std::iter::Peekable;
use std::str::CharIndices;

/// A pattern that is none: what is wrong, and at which byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PatternError {
    /// What is wrong.
    pub(super) message: String,
    /// Byte of the pattern.
    pub(super) at: usize,
}

fn error<T>(message: impl Into<String>, at: usize) -> Result<T, PatternError> {
    Err(PatternError {
        message: message.into(),
        at,
    })
}

/// What the letters behind a pattern ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// `g`: every match.
    pub(super) global: bool,
    any_case: bool,
    literal: bool,
    expanded: bool,
    /// `.` and `[^…]` stop at a newline.
    parts_stop: bool,
    /// `^` and `$` match at a newline.
    anchors_match: bool,
}

impl Flags {
    /// Reads flags; `takes_global`: the function knows `g`.
    pub(super) fn parse(letters: &str, takes_global: bool) -> Result<Flags, String> {
        let mut flags = Flags::default();
        for letter in letters.chars() {
            match letter {
                'g' if takes_global => flags.global = true,
                'g' => return Err("this function does not take the flag \"g\"".to_owned()),
                letter => flags.set(letter).ok_or_else(|| {
                    format!("the regular expression option \"{letter}\" is not supported")
                })?,
            }
        }
        Ok(flags)
    }

    fn set(&mut self, letter: char) -> Option<()> {
        match letter {
            'i' => self.any_case = true,
            'c' => self.any_case = false,
            'q' => self.literal = true,
            'x' => self.expanded = true,
            't' => self.expanded = false,
            'n' | 'm' => (self.parts_stop, self.anchors_match) = (true, true),
            's' => (self.parts_stop, self.anchors_match) = (false, false),
            'p' => (self.parts_stop, self.anchors_match) = (true, false),
            'w' => (self.parts_stop, self.anchors_match) = (false, true),
            _ => return None,
        }
        Some(())
    }

    /// For `~*`.
    pub(super) fn any_case() -> Flags {
        Flags {
            any_case: true,
            ..Flags::default()
        }
    }
}

/// The pattern for the `regex` crate, compiled once to see that it is one.
pub(super) fn translate(pattern: &str, flags: Flags) -> Result<String, PatternError> {
    let mut flags = flags;
    let mut start = 0;
    if let Some(letters) = pattern.strip_prefix("(?")
        && let Some(end) = letters.find(')')
        && letters[..end].chars().all(|c| c.is_ascii_lowercase())
    {
        for letter in letters[..end].chars() {
            if flags.set(letter).is_none() {
                return error(
                    format!("the regular expression option \"{letter}\" is not supported"),
                    2,
                );
            }
        }
        start = 2 + end + 1;
    } else if let Some(rest) = pattern.strip_prefix("***") {
        match rest.chars().next() {
            Some('=') => (flags.literal, start) = (true, 4),
            Some(':') => start = 4,
            _ => return error("quantifier operand invalid", 0),
        }
    }
    let body = &pattern[start..];
    let translated = if flags.literal {
        regex::escape(body)
    } else {
        Translator::new(body, start, flags).all()?
    };
    let mut letters = String::new();
    [
        (flags.any_case, 'i'),
        (!flags.parts_stop, 's'),
        (flags.anchors_match, 'm'),
    ]
    .into_iter()
    .filter(|(is_on, _)| *is_on)
    .for_each(|(_, letter)| letters.push(letter));
    let text = if letters.is_empty() {
        translated
    } else {
        format!("(?{letters}){translated}")
    };
    match regex::Regex::new(&text) {
        Ok(_) => Ok(text),
        Err(regex::Error::CompiledTooBig(_)) => error("the regular expression is too large", 0),
        Err(problem) => {
            let message = problem.to_string();
            let what = message
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ");
            error(format!("invalid regular expression: {what}"), 0)
        }
    }
}

/// Letters, digits and blanks of the locale C.UTF-8, as they stand inside brackets.
const DIGIT: &str = "0-9";
const WORD: &str = "\\p{Alphabetic}\\p{Nd}_";
const SPACE: &str =
    "\\t-\\r \\x{1680}\\x{2000}-\\x{2006}\\x{2008}-\\x{200a}\\x{2028}\\x{2029}\\x{205f}\\x{3000}";

struct Translator<'p> {
    pattern: &'p str,
    offset: usize,
    flags: Flags,
    chars: Peekable<CharIndices<'p>>,
    out: String,
}

impl<'p> Translator<'p> {
    fn new(pattern: &'p str, offset: usize, flags: Flags) -> Translator<'p> {
        Translator {
            pattern,
            offset,
            flags,
            chars: pattern.char_indices().peekable(),
            out: String::new(),
        }
    }

    fn all(mut self) -> Result<String, PatternError> {
        while let Some((at, c)) = self.chars.next() {
            match c {
                '\\' => self.escape(at)?,
                '[' => self.brackets(at)?,
                '(' if self.rest().starts_with('?') => self.group(at)?,
                c if self.flags.expanded && c.is_ascii_whitespace() => {}
                '#' if self.flags.expanded => {
                    while self.chars.next_if(|(_, c)| *c != '\n').is_some() {}
                }
                // A brace that begins no count is a sign like any other.
                '{' if !self.rest().starts_with(|c: char| c.is_ascii_digit()) => {
                    self.out.push_str("\\{")
                }
                '}' if !self.closes_count() => self.out.push_str("\\}"),
                ']' => self.out.push_str("\\]"),
                c => self.out.push(c),
            }
        }
        Ok(self.out)
    }

    fn rest(&mut self) -> &'p str {
        let at = self.chars.peek().map_or(self.pattern.len(), |(at, _)| *at);
        &self.pattern[at..]
    }

    /// Whether what was written so far ends inside a count.
    fn closes_count(&self) -> bool {
        let count = self
            .out
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
        count.ends_with('{') && !count.ends_with("\\{")
    }

    fn group(&mut self, at: usize) -> Result<(), PatternError> {
        if self.rest().starts_with("?:") {
            self.out.push_str("(?:");
            self.chars.nth(1);
            return Ok(());
        }
        let what = if self.rest().starts_with("?=")
            || self.rest().starts_with("?!")
            || self.rest().starts_with("?<")
        {
            "looking ahead or behind is not supported"
        } else {
            "options stand only at the beginning of a regular expression"
        };
        error(what, self.offset + at)
    }

    /// An escape outside brackets.
    fn escape(&mut self, at: usize) -> Result<(), PatternError> {
        let at_end = self.offset + at;
        let Some((_, c)) = self.chars.next() else {
            return error("invalid escape \\ sequence", at_end);
        };
        match c {
            'd' => self.set(false, DIGIT),
            'D' => self.set(true, DIGIT),
            'w' => self.set(false, WORD),
            'W' => self.set(true, WORD),
            's' => self.set(false, SPACE),
            'S' => self.set(true, SPACE),
            'y' => self.out.push_str("\\b"),
            'Y' => self.out.push_str("\\B"),
            'm' => self.out.push_str("\\b{start}"),
            'M' => self.out.push_str("\\b{end}"),
            'A' => self.out.push_str("\\A"),
            'Z' => self.out.push_str("\\z"),
            '1'..='9' => return error("back references are not supported", at_end),
            c => {
                let c = self.character(c, at_end)?;
                self.out
                    .push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
            }
        }
        Ok(())
    }

    fn set(&mut self, negated: bool, inside: &str) {
        self.out.push_str(if negated { "[^" } else { "[" });
        self.out.push_str(inside);
        self.out.push(']');
    }

    /// The character that an escape stands for.
    fn character(&mut self, c: char, at: usize) -> Result<char, PatternError> {
        let digits = match c {
            'a' => return Ok('\u{7}'),
            'b' => return Ok('\u{8}'),
            'B' => return Ok('\\'),
            'e' => return Ok('\u{1b}'),
            'f' => return Ok('\u{c}'),
            'n' => return Ok('\n'),
            'r' => return Ok('\r'),
            't' => return Ok('\t'),
            'v' => return Ok('\u{b}'),
            'u' => 4,
            'U' => 8,
            c if !c.is_ascii_alphanumeric() => return Ok(c),
            _ => return error("invalid escape \\ sequence", at),
        };
        let number = self
            .rest()
            .get(..digits)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        self.chars.nth(digits - 1);
        match number
            .filter(|number| *number != 0)
            .and_then(char::from_u32)
        {
            Some(c) => Ok(c),
            None => error("invalid escape \\ sequence", at),
        }
    }

    /// A bracket expression; in it nothing is special but what POSIX makes so.
    fn brackets(&mut self, at: usize) -> Result<(), PatternError> {
        let open = self.offset + at;
        let rest = self.rest();
        if let Some(edge) = ["[:<:]]", "[:>:]]"]
            .into_iter()
            .find(|edge| rest.starts_with(edge))
        {
            self.out.push_str(if edge.contains('<') {
                "\\b{start}"
            } else {
                "\\b{end}"
            });
            self.chars.nth(edge.len() - 1);
            return Ok(());
        }
        self.out.push('[');
        if self.chars.next_if(|(_, c)| *c == '^').is_some() {
            self.out.push('^');
            if self.flags.parts_stop {
                self.out.push_str("\\n");
            }
        }
        let mut is_first = true;
        loop {
            let Some((at, c)) = self.chars.next() else {
                return error("brackets [] not balanced", open);
            };
            match c {
                ']' if !is_first => break,
                '[' if self.rest().starts_with(':') => self.class(self.offset + at)?,
                '[' if self.rest().starts_with(['.', '=']) => {
                    return error(
                        "collating elements and equivalence classes are not supported",
                        self.offset + at,
                    );
                }
                '\\' => self.bracket_escape(self.offset + at)?,
                '-' if !is_first && !self.rest().starts_with(']') => self.out.push('-'),
                c => self.push_in_brackets(c),
            }
            is_first = false;
        }
        self.out.push(']');
        Ok(())
    }

    fn push_in_brackets(&mut self, c: char) {
        if matches!(c, '[' | ']' | '\\' | '^' | '-' | '&' | '~') {
            self.out.push('\\');
        }
        self.out.push(c);
    }

    fn bracket_escape(&mut self, at: usize) -> Result<(), PatternError> {
        let Some((_, c)) = self.chars.next() else {
            return error("brackets [] not balanced", at);
        };
        match c {
            'd' => self.out.push_str(DIGIT),
            'w' => self.out.push_str(WORD),
            's' => self.out.push_str(SPACE),
            'D' | 'W' | 'S' => return error("invalid escape \\ sequence", at),
            c => {
                let c = self.character(c, at)?;
                self.push_in_brackets(c);
            }
        }
        Ok(())
    }

    /// `[:alpha:]`, by the locale C.UTF-8.
    fn class(&mut self, at: usize) -> Result<(), PatternError> {
        let rest = self.rest();
        let Some(end) = rest.find(":]") else {
            return error("brackets [] not balanced", at);
        };
        // `[[:]]` closes what it has not opened.
        let inside = match rest.get(1..end).unwrap_or_default() {
            "alnum" => "\\p{Alphabetic}\\p{Nd}",
            "alpha" => "\\p{Alphabetic}",
            "ascii" => "\\x00-\\x7f",
            "blank" => "\\t \\x{1680}\\x{2000}-\\x{2006}\\x{2008}-\\x{200a}\\x{205f}\\x{3000}",
            "cntrl" => "\\x00-\\x1f\\x7f-\\x{9f}",
            "digit" => DIGIT,
            "lower" => "\\p{Lowercase}",
            "punct" => "!-/:-@\\[-`{-~",
            "space" => SPACE,
            "upper" => "\\p{Uppercase}",
            "word" => WORD,
            "xdigit" => "0-9A-Fa-f",
            _ => return error("invalid character class", at),
        };
        self.out.push_str(inside);
        self.chars.nth(end + 1);
        Ok(())
    }
}

/// What a SIMILAR pattern is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// One text: SIMILAR TO.
    One,
    /// Three, parted by the escape character with `"`, of which the one in the middle is taken:
    /// `substring`.
    Parts,
}

/// A SIMILAR pattern as a regular expression of PostgreSQL's, over the whole text.
pub(super) fn similar(
    pattern: &str,
    escape: Option<char>,
    whole: Whole,
) -> Result<String, PatternError> {
    let mut out = String::from("^(?:");
    let mut in_brackets = false;
    let mut separators = 0;
    // Where quantifiers end: what stands in front of the part that is taken is as short as it can
    // be.
    let mut quantified = Vec::new();
    let mut chars = pattern.char_indices();
    while let Some((at, c)) = chars.next() {
        if Some(c) == escape {
            match chars.next() {
                Some((_, '"')) if whole == Whole::One => {
                    return error(
                        "the part that substring takes has no place in SIMILAR TO",
                        at,
                    );
                }
                Some((_, '"')) if !in_brackets => {
                    separators += 1;
                    match separators {
                        1 => {
                            quantified
                                .drain(..)
                                .rev()
                                .for_each(|place| out.insert(place, '?'));
                            out.push_str(")(");
                        }
                        2 => out.push_str(")(?:"),
                        _ => {
                            return error(
                                "there are more than two separators of the part that is taken",
                                at,
                            );
                        }
                    }
                }
                Some((_, c)) => out.extend(['\\', c]),
                None => return error("the pattern must not end with the escape character", at),
            }
            continue;
        }
        match c {
            c if in_brackets => {
                if c == '\\' {
                    out.push('\\');
                }
                out.push(c);
                in_brackets = c != ']';
            }
            '[' => {
                out.push('[');
                in_brackets = true;
            }
            '%' => {
                out.push_str(".*");
                quantified.push(out.len());
            }
            '*' | '+' | '?' | '}' => {
                out.push(c);
                quantified.push(out.len());
            }
            '_' => out.push('.'),
            '(' => out.push_str("(?:"),
            '\\' | '.' | '^' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push_str(")$");
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn pattern(text: &str) -> String {
        translate(text, Flags::default()).unwrap()
    }

    #[test]
    fn what_is_written_otherwise_is_translated() {
        assert_eq!(pattern("^[0-9]{5}$"), "(?s)^[0-9]{5}$");
        assert_eq!(pattern("\\yab\\M\\Z"), "(?s)\\bab\\b{end}\\z");
        assert_eq!(pattern("[[a&&~-]"), "(?s)[\\[a\\&\\&\\~\\-]");
        assert_eq!(pattern("[]a]{x}"), "(?s)[\\]a]\\{x\\}");
        assert_eq!(pattern("(?ix)a b # c"), "(?is)ab");
        assert_eq!(pattern("***=a.b"), "(?s)a\\.b");
        assert_eq!(pattern("\\bx"), "(?s)\u{8}x");
        assert_eq!(
            translate("[^a]", Flags::parse("n", false).unwrap()).unwrap(),
            "(?m)[^\\na]"
        );
        assert_eq!(
            similar("a(b|c)%.", Some('\\'), Whole::One).unwrap(),
            "^(?:a(?:b|c).*\\.)$"
        );
        assert_eq!(
            similar("%[*]x{2}#\"a%#\"%", Some('#'), Whole::Parts).unwrap(),
            "^(?:.*?[*]x{2}?)(a.*)(?:.*)$"
        );
    }

    #[test]
    fn what_is_not_there_is_an_error_with_its_place() {
        for (text, message, at) in [
            ("(a)\\1", "back references are not supported", 3),
            ("a(?=b)", "looking ahead or behind is not supported", 1),
            ("ab[c", "brackets [] not balanced", 2),
            ("a\\q", "invalid escape \\ sequence", 1),
            ("[[:nope:]]", "invalid character class", 1),
            ("[[:]]", "invalid character class", 1),
            ("[[::]]", "invalid character class", 1),
        ] {
            assert_eq!(
                translate(text, Flags::default()),
                error(message, at),
                "{text}"
            );
        }
        assert!(
            translate("a**", Flags::default()).is_err()
                || translate("(", Flags::default()).is_err()
        );
        assert!(Flags::parse("g", false).is_err() && Flags::parse("z", true).is_err());
    }
}
