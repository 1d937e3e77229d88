//! Operators and functions on JSON, read in place: what is asked for is a piece of the text as it
//! was written.
//!
//! The text is known to be JSON. As in PostgreSQL, a document is read to its end (of equal keys the
//! last one counts), and an escape that stands for no character is a fault wherever it stands.

use bumpalo::collections::String as ArenaString;

use crate::row::Fault;
use crate::scratch::Scratch;
use crate::value::Json;

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
}

fn kind(value: &str) -> Kind {
    match value.as_bytes().first() {
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::Array,
        Some(b'"') => Kind::String,
        Some(b't' | b'f') => Kind::Boolean,
        Some(b'n') => Kind::Null,
        _ => Kind::Number,
    }
}

/// A place in a document.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(json: Json<'a>) -> Reader<'a> {
        Reader {
            text: json.0,
            at: 0,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Steps over a sign, if it stands here.
    fn passes(&mut self, sign: u8) -> bool {
        self.blanks();
        let is_here = self.peek() == Some(sign);
        self.at += usize::from(is_here);
        is_here
    }

    /// The value that begins here, without blanks around it.
    fn value(&mut self) -> Result<&'a str, Fault> {
        self.blanks();
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            self.blanks();
            match self.peek() {
                None => break,
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                Some(b',' | b':') => {
                    self.at += 1;
                    continue;
                }
                Some(b'"') => {
                    self.string()?;
                }
                Some(_) => self.word(),
            }
            if depth == 0 {
                break;
            }
        }
        Ok(&self.text[start..self.at])
    }

    /// A number, or true, false, null.
    fn word(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let ends = |byte: &u8| {
            matches!(
                byte,
                b',' | b':' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r'
            )
        };
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }

    /// The string that begins here, with its quotes; its escapes are looked at.
    fn string(&mut self) -> Result<&'a str, Fault> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    let (_, behind) = escaped(&self.text[self.at..])?;
                    self.at = self.text.len() - behind.len();
                }
                _ => {}
            }
        }
        Ok(&self.text[start..self.at])
    }

    /// The rest of the document, for the faults in it.
    fn rest(mut self) -> Result<(), Fault> {
        loop {
            self.blanks();
            match self.peek() {
                None => return Ok(()),
                Some(b'"') => {
                    self.string()?;
                }
                Some(b'{' | b'}' | b'[' | b']' | b',' | b':') => self.at += 1,
                Some(_) => self.word(),
            }
        }
    }
}

/// The character that an escape stands for, and what follows; the backslash itself is behind us.
fn escaped(text: &str) -> Result<(char, &str), Fault> {
    let c = text.chars().next().unwrap_or('\\');
    let rest = &text[c.len_utf8().min(text.len())..];
    Ok(match c {
        'b' => ('\u{8}', rest),
        'f' => ('\u{c}', rest),
        'n' => ('\n', rest),
        'r' => ('\r', rest),
        't' => ('\t', rest),
        'u' => return unicode(rest),
        c => (c, rest),
    })
}

fn unicode(text: &str) -> Result<(char, &str), Fault> {
    let unit = |text: &str| {
        text.get(..4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
    };
    let wrong = || Fault::new("unsupported Unicode escape sequence in json");
    let first = unit(text).filter(|unit| *unit != 0).ok_or_else(wrong)?;
    let rest = &text[4..];
    if let Some(c) = char::from_u32(first) {
        return Ok((c, rest));
    }
    let low = rest
        .strip_prefix("\\u")
        .and_then(unit)
        .filter(|low| (0xdc00..0xe000).contains(low) && first < 0xdc00);
    let c = low.and_then(|low| char::from_u32(0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00)));
    c.map(|c| (c, &rest[6..])).ok_or_else(wrong)
}

/// Whether a string with its quotes is the key.
fn is_key(string: &str, key: &str) -> Result<bool, Fault> {
    let mut rest = inside(string);
    if !rest.contains('\\') {
        return Ok(rest == key);
    }
    let mut key = key.chars();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let c = match c {
            '\\' => {
                let (c, behind) = escaped(rest)?;
                rest = behind;
                c
            }
            c => c,
        };
        if key.next() != Some(c) {
            return Ok(false);
        }
    }
    Ok(key.next().is_none())
}

fn inside(string: &str) -> &str {
    string
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(string)
}

/// The last member of the key.
fn member<'a>(json: Json<'a>, key: &str) -> Result<Option<Json<'a>>, Fault> {
    let mut reader = Reader::new(json);
    if !reader.passes(b'{') {
        return reader.rest().map(|()| None);
    }
    let mut found = None;
    while !reader.passes(b'}') && reader.peek().is_some() {
        reader.passes(b',');
        reader.blanks();
        let name = reader.string()?;
        reader.passes(b':');
        let value = reader.value()?;
        if is_key(name, key)? {
            found = Some(Json(value));
        }
    }
    Ok(found)
}

/// The elements of an array, one after the other; none of anything else.
fn elements<'a>(json: Json<'a>, mut each: impl FnMut(i64, &'a str)) -> Result<i64, Fault> {
    let mut reader = Reader::new(json);
    if !reader.passes(b'[') {
        return reader.rest().map(|()| 0);
    }
    let mut count = 0;
    while !reader.passes(b']') && reader.peek().is_some() {
        reader.passes(b',');
        each(count, reader.value()?);
        count += 1;
    }
    Ok(count)
}

fn element(json: Json<'_>, place: i64) -> Result<Option<Json<'_>>, Fault> {
    let place = if place < 0 {
        place + elements(json, |_, _| {})?
    } else {
        place
    };
    let mut found = None;
    elements(json, |number, value| {
        if number == place {
            found = Some(Json(value));
        }
    })?;
    Ok(found)
}

/// `json -> 'key'`
///
/// # Errors
/// An escape in the document that stands for no character.
pub fn json_member<'a>(json: Json<'a>, key: &str) -> Result<Option<Json<'a>>, Fault> {
    member(json, key)
}

/// `json -> place`: counted from 0, or from the end where it is negative.
///
/// # Errors
/// An escape in the document that stands for no character.
pub fn json_element(json: Json<'_>, place: i32) -> Result<Option<Json<'_>>, Fault> {
    element(json, place.into())
}

/// `json ->> 'key'`
///
/// # Errors
/// An escape in the document that stands for no character.
pub fn json_member_text<'a>(
    json: Json<'a>,
    key: &str,
    scratch: &'a Scratch,
) -> Result<Option<&'a str>, Fault> {
    as_text(member(json, key)?, scratch)
}

/// `json ->> place`
///
/// # Errors
/// An escape in the document that stands for no character.
pub fn json_element_text<'a>(
    json: Json<'a>,
    place: i32,
    scratch: &'a Scratch,
) -> Result<Option<&'a str>, Fault> {
    as_text(element(json, place.into())?, scratch)
}

/// `json #> path`: step by step by key, or by place in an array.
///
/// # Errors
/// An escape in the document that stands for no character.
pub fn json_at<'a>(json: Json<'a>, path: &[&str]) -> Result<Option<Json<'a>>, Fault> {
    // For an empty path too the document is read.
    Reader::new(json).rest()?;
    let mut value = Json(json.0.trim_matches([' ', '\t', '\n', '\r']));
    for key in path {
        let found = match kind(value.0) {
            Kind::Object => member(value, key)?,
            Kind::Array => match place(key) {
                Some(place) => element(value, place)?,
                None => None,
            },
            _ => None,
        };
        match found {
            Some(found) => value = found,
            None => return Ok(None),
        }
    }
    Ok(Some(value))
}

/// A place as PostgreSQL reads it: an integer with blanks and a sign in front of it.
fn place(key: &str) -> Option<i64> {
    let digits = key.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    digits.parse::<i32>().ok().map(i64::from)
}

/// `json #>> path`
///
/// # Errors
/// An escape in the document that stands for no character.
pub fn json_at_text<'a>(
    json: Json<'a>,
    path: &[&str],
    scratch: &'a Scratch,
) -> Result<Option<&'a str>, Fault> {
    as_text(json_at(json, path)?, scratch)
}

/// A string without its quotes and escapes, `null` as NULL, anything else as it was written.
fn as_text<'a>(json: Option<Json<'a>>, scratch: &'a Scratch) -> Result<Option<&'a str>, Fault> {
    let Some(Json(value)) = json else {
        return Ok(None);
    };
    let bare = value.trim_matches([' ', '\t', '\n', '\r']);
    match kind(bare) {
        Kind::Null => Ok(None),
        Kind::String => unescaped(inside(bare), scratch).map(Some),
        _ => Ok(Some(bare)),
    }
}

fn unescaped<'a>(text: &'a str, scratch: &'a Scratch) -> Result<&'a str, Fault> {
    let Some(first) = text.find('\\') else {
        return Ok(text);
    };
    let mut result = ArenaString::with_capacity_in(text.len(), scratch.arena());
    result.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            let (c, behind) = escaped(rest)?;
            rest = behind;
            result.push(c);
        } else {
            result.push(c);
        }
    }
    Ok(result.into_bump_str())
}

/// `json_typeof(json)`
#[must_use]
pub fn json_typeof(json: Json<'_>) -> &'static str {
    match kind(json.0.trim_start_matches([' ', '\t', '\n', '\r'])) {
        Kind::Object => "object",
        Kind::Array => "array",
        Kind::String => "string",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Null => "null",
    }
}

/// `json_array_length(json)`
///
/// # Errors
/// JSON that is no array.
pub fn json_array_length(json: Json<'_>) -> Result<i32, Fault> {
    let reason = match json_typeof(json) {
        "array" => {
            return elements(json, |_, _| {}).map(|count| i32::try_from(count).unwrap_or(i32::MAX));
        }
        "object" => "cannot get array length of a non-array",
        _ => "cannot get array length of a scalar",
    };
    Err(Fault::new(reason))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch;

    #[test]
    fn pieces_are_kept_as_they_are_written() {
        let doc = Json(r#" {"a" : [1, {"b":  2.50} , "x"], "k,}": {"c": null}, "a": [ 3 ,4 ]} "#);
        assert_eq!(json_member(doc, "a").unwrap().unwrap().0, "[ 3 ,4 ]");
        assert_eq!(
            json_member(doc, "k,}").unwrap().unwrap().0,
            r#"{"c": null}"#
        );
        assert_eq!(json_member(doc, "b").unwrap(), None);
        assert_eq!(json_element(doc, 0).unwrap(), None);
        let array = Json(r#"[1, {"b":  2.50} , "x"]"#);
        assert_eq!(
            json_element(array, 1).unwrap().unwrap().0,
            r#"{"b":  2.50}"#
        );
        assert_eq!(json_element(array, -1).unwrap().unwrap().0, "\"x\"");
        assert_eq!(
            (
                json_element(array, 3).unwrap(),
                json_element(array, -4).unwrap()
            ),
            (None, None)
        );
        assert_eq!(json_at(doc, &["a", "-1"]).unwrap().unwrap().0, "4");
        assert_eq!(json_at(array, &["1", "b"]).unwrap().unwrap().0, "2.50");
        assert_eq!(json_at(array, &["x"]).unwrap(), None);
        assert_eq!(
            (
                json_array_length(array).unwrap(),
                json_array_length(Json("[ ]")).unwrap()
            ),
            (3, 0)
        );
    }

    #[test]
    fn strings_come_without_escapes_and_borrowed_where_there_are_none() {
        let scratch = scratch();
        let doc =
            Json(r#"{"a": "plain", "\u0062": "tab\t\u00e4\ud83d\ude00", "n": null, "t": true}"#);
        let text = json_member_text(doc, "a", &scratch).unwrap().unwrap();
        assert!(std::ptr::eq(text, &doc.0[7..12]));
        assert_eq!(
            json_member_text(doc, "b", &scratch).unwrap(),
            Some("tab\tä😀")
        );
        assert_eq!(json_member_text(doc, "n", &scratch).unwrap(), None);
        assert_eq!(json_member_text(doc, "t", &scratch).unwrap(), Some("true"));
        assert_eq!(json_typeof(Json(" -1")), "number");
    }

    #[test]
    fn an_escape_of_no_character_is_a_fault_wherever_it_stands() {
        for doc in [
            r#"{"a": 1, "b": "\u0000"}"#,
            r#"{"a": 1, "b": "\ud800"}"#,
            r#"{"a": 1, "\udc00\ud800": 2}"#,
        ] {
            assert!(json_member(Json(doc), "a").is_err(), "{doc}");
            assert!(json_at(Json(doc), &[]).is_err(), "{doc}");
        }
    }
}
