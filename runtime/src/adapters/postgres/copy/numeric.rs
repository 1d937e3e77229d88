//! `numeric` on the wire: digits to the base of 10,000, the place of the first, the sign, and the
//! scale that is shown.

use std::fmt::Write;

use loadwright_types::canonical_text::push_display;

use crate::row::Fault;
use loadwright_types::Decimal;

const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;

/// Groups of four digits that an `i128` certainly holds.
const EXACT_GROUPS: i32 = 9;

fn word(bytes: &[u8], place: usize) -> Option<u16> {
    Some(u16::from_be_bytes(
        bytes.get(place * 2..place * 2 + 2)?.try_into().ok()?,
    ))
}

/// Reads a number; with `(precision, scale)` at that scale, else as it is.
pub(super) fn read(bytes: &[u8], at: Option<(u8, u8)>) -> Result<Decimal, Fault> {
    let damaged = || Fault::new("a damaged numeric value");
    let groups = i32::from(word(bytes, 0).ok_or_else(damaged)?);
    let weight = i32::from(word(bytes, 1).ok_or_else(damaged)? as i16);
    let sign = word(bytes, 2).ok_or_else(damaged)?;
    match sign {
        NAN => return Err(Fault::new("not a number")),
        INFINITY => return Err(Fault::new("not a finite number")),
        NEGATIVE_INFINITY => return Err(Fault::new("not a finite number")),
        _ => {}
    }
    let digits = bytes
        .get(8..)
        .filter(|digits| digits.len() == groups as usize * 2)
        .ok_or_else(damaged)?;
    let behind = groups - 1 - weight;
    if groups > EXACT_GROUPS || weight >= EXACT_GROUPS || behind > EXACT_GROUPS {
        return by_text(digits, weight, sign == NEGATIVE, at);
    }
    let mut mantissa = 0_i128;
    for group in digits.chunks_exact(2) {
        mantissa = mantissa * 10_000 + i128::from(u16::from_be_bytes([group[0], group[1]]));
    }
    if behind < 0 {
        mantissa *= 10_i128.pow(4 * behind.unsigned_abs());
    }
    if sign == NEGATIVE {
        mantissa = -mantissa;
    }
    let scale = (4 * behind.max(0)) as u8;
    let number = Decimal::new(mantissa, scale)
        .ok_or_else(|| Fault::new("a number of more than 38 digits"))?;
    match at {
        Some((precision, scale)) => number.at_scale(precision, scale),
        None => Ok(number.normalized()),
    }
}

/// Appends the number as the server prints it: all its digits, and as many behind the point as it
/// shows. `None`: no number.
pub(super) fn push_shown(bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let (groups, weight) = (
        i32::from(word(bytes, 0)?),
        i32::from(word(bytes, 1)? as i16),
    );
    let (sign, scale) = (word(bytes, 2)?, usize::from(word(bytes, 3)?));
    match sign {
        NAN => out.extend_from_slice(b"NaN"),
        INFINITY => out.extend_from_slice(b"Infinity"),
        NEGATIVE_INFINITY => out.extend_from_slice(b"-Infinity"),
        _ => {
            let digits = bytes
                .get(8..)
                .filter(|digits| digits.len() == groups as usize * 2)?;
            let group = |place: i32| {
                usize::try_from(place)
                    .ok()
                    .and_then(|place| word(digits, place))
                    .unwrap_or(0)
            };
            if sign == NEGATIVE {
                out.push(b'-');
            }
            push_display(out, if weight < 0 { 0 } else { group(0) });
            (1..=weight).for_each(|place| push_display(out, format_args!("{:04}", group(place))));
            if scale > 0 {
                out.push(b'.');
                let end = out.len() + scale;
                let behind = (1..).map(|place| weight + place).take(scale.div_ceil(4));
                behind.for_each(|place| push_display(out, format_args!("{:04}", group(place))));
                out.truncate(end);
            }
        }
    }
    Some(())
}

/// A number of more digits than fit: their text is rounded or refused as any text is.
#[cold]
fn by_text(
    digits: &[u8],
    weight: i32,
    negative: bool,
    at: Option<(u8, u8)>,
) -> Result<Decimal, Fault> {
    let group = |place: i32| {
        usize::try_from(place)
            .ok()
            .and_then(|place| word(digits, place))
            .unwrap_or(0)
    };
    let mut text = if negative {
        "-0".to_owned()
    } else {
        "0".to_owned()
    };
    for place in 0..=weight {
        let _ = write!(text, "{:04}", group(place));
    }
    text.push('.');
    for place in weight + 1..(digits.len() / 2) as i32 {
        let _ = write!(text, "{:04}", group(place));
    }
    text.push('0');
    match at {
        Some((precision, scale)) => Decimal::parse_at(&text, b'.', precision, scale),
        None => Decimal::parse(&text),
    }
}

/// Appends a number, without its length. The scale that is shown is the number's own.
pub(super) fn write(value: Decimal, out: &mut Vec<u8>) {
    let scale = u32::from(value.scale());
    let mantissa = value.mantissa();
    // 38 digits make at most ten groups before and ten behind the point.
    let mut groups = [0_u16; 22];
    let (count, whole) = match u64::try_from(mantissa.unsigned_abs()) {
        Ok(small) if scale < 20 => split_small(small, scale, &mut groups),
        _ => split(mantissa.unsigned_abs(), scale, &mut groups),
    };
    let first = groups[..count]
        .iter()
        .position(|group| *group != 0)
        .unwrap_or(count);
    let end = groups[..count]
        .iter()
        .rposition(|group| *group != 0)
        .map_or(first, |last| last + 1);
    let weight = if first == end {
        0
    } else {
        whole as i16 - 1 - first as i16
    };
    let sign = if mantissa < 0 { NEGATIVE } else { 0 };
    out.extend_from_slice(&((end - first) as u16).to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&(scale as u16).to_be_bytes());
    for group in &groups[first..end] {
        out.extend_from_slice(&group.to_be_bytes());
    }
}

macro_rules! split {
    ($name:ident, $int:ty) => {
        /// The groups of a number, and how many of them are before the point.
        fn $name(mantissa: $int, scale: u32, groups: &mut [u16; 22]) -> (usize, usize) {
            let unit = (10 as $int).pow(scale);
            let (mut whole, mut rest) = (mantissa / unit, mantissa % unit);
            let mut count = 0;
            while whole > 0 {
                groups[count] = (whole % 10_000) as u16;
                whole /= 10_000;
                count += 1;
            }
            groups[..count].reverse();
            let before = count;
            let mut left = scale;
            while left > 0 {
                groups[count] = if left >= 4 {
                    let unit = (10 as $int).pow(left - 4);
                    let group = rest / unit;
                    rest %= unit;
                    group as u16
                } else {
                    (rest * (10 as $int).pow(4 - left)) as u16
                };
                left = left.saturating_sub(4);
                count += 1;
            }
            (count, before)
        }
    };
}

split!(split_small, u64);
split!(split, u128);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A number on the wire: groups, weight, sign, scale.
    fn shown(groups: &[u16], weight: i16, sign: u16, scale: u16) -> String {
        let head = [groups.len() as u16, weight as u16, sign, scale];
        let bytes: Vec<u8> = head
            .iter()
            .chain(groups)
            .flat_map(|word| word.to_be_bytes())
            .collect();
        let mut out = Vec::new();
        push_shown(&bytes, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_shown_as_the_server_prints_them() {
        assert_eq!(shown(&[], 0, 0, 0), "0");
        assert_eq!(shown(&[], 0, 0, 2), "0.00");
        assert_eq!(shown(&[1, 5000], 0, NEGATIVE, 1), "-1.5");
        assert_eq!(shown(&[1, 5000], 0, 0, 6), "1.500000");
        assert_eq!(shown(&[12, 3400], -2, 0, 12), "0.000000123400");
        assert_eq!(shown(&[7], 3, 0, 0), "7000000000000");
        assert_eq!(
            shown(&[99, 9999], 30, 0, 0),
            format!("999999{}", "0".repeat(116))
        );
        assert_eq!(shown(&[], 0, NAN, 0), "NaN");
        assert_eq!(shown(&[], 0, NEGATIVE_INFINITY, 0), "-Infinity");
        assert_eq!(
            push_shown(&[0, 2, 0, 0, 0, 0, 0, 0, 0, 1], &mut Vec::new()),
            None
        );
    }
}
