//! Functions on bytes: lengths, pieces, encodings.

use bumpalo::collections::{String as ArenaString, Vec as ArenaVec};

use crate::row::Fault;
use crate::scratch::Scratch;

/// `octet_length(text)`
#[inline]
#[must_use]
pub fn octet_length(text: &str) -> i32 {
    byte_length(text.as_bytes())
}

/// `octet_length(char(n))`: with the blanks at its end.
#[must_use]
pub fn octet_length_padded(text: &str, length: u32) -> i32 {
    let blanks = i64::from(length) - i64::from(super::length(text));
    octet_length(text).saturating_add(i32::try_from(blanks).unwrap_or(0))
}

/// `bit_length(text)`
#[inline]
#[must_use]
pub fn bit_length(text: &str) -> i32 {
    octet_length(text).saturating_mul(8)
}

/// `length(bytea)`, `octet_length(bytea)`
#[inline]
#[must_use]
pub fn byte_length(bytes: &[u8]) -> i32 {
    i32::try_from(bytes.len()).unwrap_or(i32::MAX)
}

/// `bit_length(bytea)`
#[inline]
#[must_use]
pub fn byte_bit_length(bytes: &[u8]) -> i32 {
    byte_length(bytes).saturating_mul(8)
}

/// `a || b || c` of bytes.
#[must_use]
pub fn concatenate_bytes<'a>(parts: &[&[u8]], scratch: &'a Scratch) -> &'a [u8] {
    let mut result =
        ArenaVec::with_capacity_in(parts.iter().map(|part| part.len()).sum(), scratch.arena());
    parts.iter().for_each(|part| result.extend_from_slice(part));
    result.into_bump_slice()
}

/// `substring(bytea from start)`
#[must_use]
pub fn bytes_from(bytes: &[u8], start: i32) -> &[u8] {
    let first = usize::try_from(i64::from(start).max(1) - 1).unwrap_or(usize::MAX);
    bytes.get(first..).unwrap_or_default()
}

/// `substring(bytea from start for length)`
///
/// # Errors
/// A negative length.
pub fn bytes_from_for(bytes: &[u8], start: i32, length: i32) -> Result<&[u8], Fault> {
    if length < 0 {
        return Err(Fault::of(length, "negative substring length not allowed"));
    }
    let rest = bytes_from(bytes, start);
    let end = i64::from(start) + i64::from(length);
    let count = usize::try_from((end - i64::from(start).max(1)).max(0)).unwrap_or(usize::MAX);
    Ok(rest.get(..count).unwrap_or(rest))
}

/// `convert_to(text, 'UTF8')`: its bytes.
///
/// # Errors
/// Another encoding.
pub fn convert_to<'a>(text: &'a str, encoding: &str) -> Result<&'a [u8], Fault> {
    utf8(encoding).map(|()| text.as_bytes())
}

/// `convert_from(bytea, 'UTF8')`: the text that the bytes are.
///
/// # Errors
/// Bytes that are no text; another encoding.
pub fn convert_from<'a>(bytes: &'a [u8], encoding: &str) -> Result<&'a str, Fault> {
    utf8(encoding)?;
    let text = std::str::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'));
    text.ok_or_else(|| Fault::new("invalid byte sequence for encoding \"UTF8\""))
}

/// PostgreSQL's names of UTF-8, written in any case and with any signs between.
fn utf8(encoding: &str) -> Result<(), Fault> {
    let letters = || {
        encoding
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
    };
    if letters().eq("utf8".chars()) || letters().eq("unicode".chars()) {
        return Ok(());
    }
    Err(Fault::of(
        encoding,
        "not an encoding that is converted here: write 'UTF8'",
    ))
}

/// One of the text forms of bytes.
enum Encoding {
    Hex,
    Base64,
    Escape,
}

fn encoding(name: &str) -> Result<Encoding, Fault> {
    match name {
        name if name.eq_ignore_ascii_case("hex") => Ok(Encoding::Hex),
        name if name.eq_ignore_ascii_case("base64") => Ok(Encoding::Base64),
        name if name.eq_ignore_ascii_case("escape") => Ok(Encoding::Escape),
        name => Err(Fault::of(name, "unrecognized encoding")),
    }
}

/// `encode(bytea, format)`: hex, base64 or escape.
///
/// # Errors
/// Another format.
pub fn encode<'a>(bytes: &[u8], format: &str, scratch: &'a Scratch) -> Result<&'a str, Fault> {
    let mut text = ArenaString::with_capacity_in(bytes.len() * 2, scratch.arena());
    match encoding(format)? {
        Encoding::Hex => push_hex(bytes, &mut text),
        Encoding::Base64 => push_base64(bytes, &mut text),
        Encoding::Escape => push_escaped(bytes, &mut text),
    }
    Ok(text.into_bump_str())
}

/// `decode(text, format)`: hex, base64 or escape.
///
/// # Errors
/// Text that is not of the format; another format.
pub fn decode<'a>(text: &str, format: &str, scratch: &'a Scratch) -> Result<&'a [u8], Fault> {
    let mut bytes = ArenaVec::with_capacity_in(text.len(), scratch.arena());
    match encoding(format)? {
        Encoding::Hex => read_hex(text, &mut bytes),
        Encoding::Base64 => read_base64(text, &mut bytes),
        Encoding::Escape => read_escaped(text, &mut bytes),
    }?;
    Ok(bytes.into_bump_slice())
}

/// `text::bytea`: `\x` and hex digits, or characters with `\\` and `\377`.
///
/// # Errors
/// Text of neither form.
pub fn text_to_bytea<'a>(text: &str, scratch: &'a Scratch) -> Result<&'a [u8], Fault> {
    let mut bytes = ArenaVec::with_capacity_in(text.len(), scratch.arena());
    match text.strip_prefix("\\x") {
        Some(digits) => read_hex(digits, &mut bytes),
        None => read_escaped(text, &mut bytes),
    }?;
    Ok(bytes.into_bump_slice())
}

/// Writes bytes as hex digits.
pub(super) fn push_hex(bytes: &[u8], text: &mut ArenaString<'_>) {
    for byte in bytes {
        text.extend(
            [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')),
        );
    }
}

fn read_hex(text: &str, bytes: &mut ArenaVec<'_, u8>) -> Result<(), Fault> {
    let mut high: Option<u8> = None;
    for c in text.chars() {
        if matches!(c, ' ' | '\n' | '\t' | '\r') && high.is_none() {
            continue;
        }
        let digit = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let digit = digit.ok_or_else(|| Fault::of(c, "invalid hexadecimal digit"))?;
        high = match high {
            None => Some(digit),
            Some(high) => {
                bytes.push(high << 4 | digit);
                None
            }
        };
    }
    if high.is_some() {
        Err(Fault::new("invalid hexadecimal data: odd number of digits"))
    } else {
        Ok(())
    }
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes in a line of base64, which has 76 characters.
const LINE_BYTES: usize = 57;

fn push_base64(bytes: &[u8], text: &mut ArenaString<'_>) {
    for line in bytes.chunks(LINE_BYTES) {
        for group in line.chunks(3) {
            let byte = |place: usize| u32::from(group.get(place).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for place in 0..4 {
                let digit = (bits >> (18 - 6 * place)) & 63;
                text.push(if place > group.len() {
                    '='
                } else {
                    char::from(BASE64[digit as usize])
                });
            }
        }
        // Behind a full line, even if it is the last.
        if line.len() == LINE_BYTES {
            text.push('\n');
        }
    }
}

fn read_base64(text: &str, bytes: &mut ArenaVec<'_, u8>) -> Result<(), Fault> {
    let invalid_end = || Fault::new("invalid base64 end sequence");
    let (mut bits, mut count, mut ends) = (0_u32, 0, 0);
    for c in text.chars() {
        let digit = match c {
            ' ' | '\t' | '\n' | '\r' => continue,
            '=' => {
                if ends == 0 {
                    ends = match count {
                        2 => 1,
                        3 => 2,
                        _ => {
                            return Err(Fault::new(
                                "unexpected \"=\" while decoding base64 sequence",
                            ));
                        }
                    };
                }
                0
            }
            c => {
                let digit = u8::try_from(c)
                    .ok()
                    .and_then(|byte| BASE64.iter().position(|known| *known == byte));
                digit
                    .ok_or_else(|| Fault::of(c, "invalid symbol while decoding base64 sequence"))?
            }
        };
        bits = bits << 6 | u32::try_from(digit).unwrap_or(0);
        count += 1;
        if count == 4 {
            let [_, group @ ..] = bits.to_be_bytes();
            bytes.push(group[0]);
            if ends == 0 || ends > 1 {
                bytes.push(group[1]);
            }
            if ends == 0 || ends > 2 {
                bytes.push(group[2]);
            }
            (bits, count) = (0, 0);
        }
    }
    if count == 0 {
        Ok(())
    } else {
        Err(invalid_end())
    }
}

fn push_escaped(bytes: &[u8], text: &mut ArenaString<'_>) {
    for byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            0 | 0x80.. => {
                text.push('\\');
                text.extend(
                    [byte >> 6, byte >> 3 & 7, byte & 7].map(|digit| char::from(b'0' + digit)),
                );
            }
            byte => text.push(char::from(*byte)),
        }
    }
}

fn read_escaped(text: &str, bytes: &mut ArenaVec<'_, u8>) -> Result<(), Fault> {
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [] => return Ok(()),
            [b'\\', b'\\', behind @ ..] => {
                bytes.push(b'\\');
                behind
            }
            [
                b'\\',
                high @ b'0'..=b'3',
                middle @ b'0'..=b'7',
                low @ b'0'..=b'7',
                behind @ ..,
            ] => {
                bytes.push((high - b'0') << 6 | (middle - b'0') << 3 | (low - b'0'));
                behind
            }
            [b'\\', ..] => return Err(Fault::new("invalid input syntax for type bytea")),
            [byte, behind @ ..] => {
                bytes.push(*byte);
                behind
            }
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch;

    #[test]
    fn forms_go_there_and_back() {
        let scratch = scratch();
        let all: Vec<u8> = (0..=255).collect();
        for format in ["hex", "BASE64", "escape"] {
            let text = encode(&all, format, &scratch).unwrap();
            assert_eq!(decode(text, format, &scratch).unwrap(), all, "{format}");
        }
        assert_eq!(encode(b"a", "base64", &scratch).unwrap(), "YQ==");
        assert_eq!(
            encode(&[0; 58], "base64", &scratch).unwrap().find('\n'),
            Some(76)
        );
        assert_eq!(encode(&[0; 57], "base64", &scratch).unwrap().len(), 77);
        assert_eq!(
            encode(&[0, b'\\', b'a', 255], "escape", &scratch).unwrap(),
            "\\000\\\\a\\377"
        );
        assert!(encode(b"", "base32", &scratch).is_err());
        assert_eq!(
            decode("6 8 c3", "hex", &scratch).unwrap_err().reason,
            "invalid hexadecimal digit"
        );
        assert_eq!(decode(" 68 c3", "hex", &scratch).unwrap(), [0x68, 0xc3]);
        for (text, format) in [
            ("6", "hex"),
            ("YQ=", "base64"),
            ("Y", "base64"),
            ("=", "base64"),
            ("\\9", "escape"),
        ] {
            assert!(decode(text, format, &scratch).is_err(), "{text} {format}");
        }
        assert_eq!(text_to_bytea("\\x68C3", &scratch).unwrap(), [0x68, 0xc3]);
        assert_eq!(
            text_to_bytea("aä\\\\\\001", &scratch).unwrap(),
            [b'a', 0xc3, 0xa4, b'\\', 1]
        );
    }

    #[test]
    fn pieces_are_counted_in_bytes() {
        let bytes = b"abcdef";
        assert_eq!(
            (
                bytes_from(bytes, 0),
                bytes_from(bytes, 3),
                bytes_from(bytes, 9)
            ),
            (&b"abcdef"[..], &b"cdef"[..], &b""[..])
        );
        assert_eq!(bytes_from_for(bytes, -1, 4).unwrap(), b"ab");
        assert_eq!(bytes_from_for(bytes, 5, i32::MAX).unwrap(), b"ef");
        assert!(bytes_from_for(bytes, 1, -1).is_err());
        assert_eq!(
            (
                octet_length("ä"),
                bit_length("ä"),
                octet_length_padded("ä", 4)
            ),
            (2, 16, 5)
        );
        assert_eq!(
            convert_from(&[0xff], "UTF8").unwrap_err().reason,
            "invalid byte sequence for encoding \"UTF8\""
        );
        assert_eq!(convert_from(b"a", "utf-8").unwrap(), "a");
    }
}
