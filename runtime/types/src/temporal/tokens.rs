//! A date's, time's or interval's text cut into its fields, before anything is known of their
//! meaning.

use super::Problem;

/// What a field looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `2013`, `20130131`, `12.5`
    Number,
    /// `2013-01-31`, `1-jan-2013`, `america/new_york`
    Date,
    /// `06:30:15.25`
    Time,
    /// `+01:00`, `-5`
    Signed,
    /// `january`, `days`, `am`
    Word,
    /// `-infinity`
    SignedWord,
}

/// Most fields that a text has, and most bytes that they have together.
const FIELDS_MAX: usize = 25;
const BYTES_MAX: usize = 256;

/// The fields of one text, in lower case, without memory of their own.
pub(super) struct Fields {
    bytes: [u8; BYTES_MAX],
    used: usize,
    /// Shape, begin and end of each.
    fields: [(Shape, usize, usize); FIELDS_MAX],
    count: usize,
}

impl Fields {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn shape(&self, place: usize) -> Option<Shape> {
        self.fields
            .get(..self.count)?
            .get(place)
            .map(|(shape, ..)| *shape)
    }

    pub(super) fn text(&self, place: usize) -> &str {
        let (_, begin, end) = self.fields[place];
        // Only ASCII goes in.
        std::str::from_utf8(&self.bytes[begin..end]).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.used)? = byte.to_ascii_lowercase();
        self.used += 1;
        Some(())
    }

    fn push_while(&mut self, rest: &mut &[u8], wanted: impl Fn(u8) -> bool) -> Option<()> {
        while let [byte, behind @ ..] = *rest
            && wanted(*byte)
        {
            self.push(*byte)?;
            *rest = behind;
        }
        Some(())
    }

    fn push_one(&mut self, rest: &mut &[u8]) -> Option<()> {
        if let [byte, behind @ ..] = *rest {
            self.push(*byte)?;
            *rest = behind;
        }
        Some(())
    }

    /// One field from where the text goes on.
    fn field(&mut self, rest: &mut &[u8], is_keyword: impl Fn(&str) -> bool) -> Option<Shape> {
        let begin = self.used;
        let next = |rest: &[u8]| rest.first().copied().unwrap_or(0);
        let first = next(rest);
        if first.is_ascii_digit() {
            self.push_while(rest, |byte| byte.is_ascii_digit())?;
            let mark = next(rest);
            if mark == b':' {
                self.push_while(rest, |byte| {
                    byte.is_ascii_digit() || matches!(byte, b':' | b'.')
                })?;
                return Some(Shape::Time);
            }
            if !matches!(mark, b'-' | b'/' | b'.') {
                return Some(Shape::Number);
            }
            self.push_one(rest)?;
            if !next(rest).is_ascii_digit() {
                self.push_while(rest, |byte| byte.is_ascii_alphanumeric() || byte == mark)?;
                return Some(Shape::Date);
            }
            self.push_while(rest, |byte| byte.is_ascii_digit())?;
            if next(rest) == mark {
                self.push_while(rest, |byte| byte.is_ascii_digit() || byte == mark)?;
                return Some(Shape::Date);
            }
            return Some(if mark == b'.' {
                Shape::Number
            } else {
                Shape::Date
            });
        }
        if first == b'.' {
            self.push_one(rest)?;
            self.push_while(rest, |byte| byte.is_ascii_digit())?;
            return Some(Shape::Number);
        }
        if first.is_ascii_alphabetic() {
            self.push_while(rest, |byte| byte.is_ascii_alphabetic())?;
            let mark = next(rest);
            let word = std::str::from_utf8(&self.bytes[begin..self.used]).unwrap_or_default();
            // `jan-31` is a date, `etc/gmt+5` a zone, but `y2013` begins with a label.
            if matches!(mark, b'-' | b'/' | b'.')
                || (mark == b'+' || mark.is_ascii_digit()) && !is_keyword(word)
            {
                self.push_while(rest, |byte| {
                    byte.is_ascii_alphanumeric()
                        || matches!(byte, b'+' | b'-' | b'/' | b'_' | b'.' | b':')
                })?;
                return Some(Shape::Date);
            }
            return Some(Shape::Word);
        }
        // A sign.
        self.push_one(rest)?;
        while is_space(next(rest)) {
            *rest = &rest[1..];
        }
        if next(rest).is_ascii_digit() {
            self.push_while(rest, |byte| {
                byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'-')
            })?;
            return Some(Shape::Signed);
        }
        if next(rest).is_ascii_alphabetic() {
            self.push_while(rest, |byte| byte.is_ascii_alphabetic())?;
            return Some(Shape::SignedWord);
        }
        None
    }
}

/// White space of C's locale.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Cuts a text into fields.
pub(super) fn split(text: &str, is_keyword: impl Fn(&str) -> bool) -> Result<Fields, Problem> {
    let mut fields = Fields {
        bytes: [0; BYTES_MAX],
        used: 0,
        fields: [(Shape::Number, 0, 0); FIELDS_MAX],
        count: 0,
    };
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        let begins = byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
        if !begins {
            // Punctuation only keeps fields apart.
            if is_space(*byte) || byte.is_ascii_punctuation() {
                rest = behind;
                continue;
            }
            return Err(malformed());
        }
        let begin = fields.used;
        let shape = fields
            .field(&mut rest, &is_keyword)
            .filter(|_| fields.count < FIELDS_MAX)
            .ok_or_else(malformed)?;
        fields.fields[fields.count] = (shape, begin, fields.used);
        fields.count += 1;
    }
    Ok(fields)
}

#[cold]
pub(super) fn malformed() -> Problem {
    Problem::new("invalid input syntax")
}

#[cold]
pub(super) fn overflow() -> Problem {
    Problem::new("field value out of range")
}

/// A number at the begin of a text and the rest, as C's `strtol` reads it; `None` beyond the range.
pub(super) fn leading_number(text: &str) -> Option<(i64, &str)> {
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let digits = bytes[sign..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if digits == 0 {
        return Some((0, text));
    }
    let (number, rest) = text.split_at(sign + digits);
    Some((number.parse().ok()?, rest))
}

/// A fraction that begins with its point and ends the text.
pub(super) fn fraction(text: &str) -> Result<f64, Problem> {
    if text == "." {
        return Ok(0.0);
    }
    let digits = text.get(1..).unwrap_or_default();
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| malformed())
    } else {
        Err(malformed())
    }
}

/// Microseconds of a fraction of a second.
pub(super) fn fraction_micros(text: &str) -> Result<i64, Problem> {
    Ok((fraction(text)? * 1e6).round_ties_even() as i64)
}

/// A number with a fraction and an exponent at the begin of a text, and the rest.
pub(super) fn leading_float(text: &str) -> Option<(f64, &str)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut end = sign + digits(sign);
    if bytes.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(signed).is_some_and(u8::is_ascii_digit) {
            end = signed + digits(signed);
        }
    }
    let (number, rest) = text.split_at(end);
    Some((number.parse().ok()?, rest))
}
