//! Decimals from text.

use super::{Decimal, out_of_range, power};
use crate::Fault;
use crate::parse::{self, fault};

impl Decimal {
    /// Reads a decimal as PostgreSQL's numeric does: sign, digits, point, exponent. The scale is
    /// that of the text.
    ///
    /// # Errors
    /// Text that is no number; `NaN` and `Infinity`; more than 38 digits.
    pub fn parse(text: &str) -> Result<Decimal, Fault> {
        Digits::scan(text, b'.')?
            .value()
            .ok_or_else(|| fault(text, "more than 38 digits in a decimal"))
    }

    /// Reads a decimal without the zeros that end its fraction.
    pub(super) fn parse_significant(text: &str) -> Result<Decimal, Fault> {
        let mut digits = Digits::scan(text, b'.')?;
        while let [fraction @ .., b'0'] = digits.fraction {
            digits.fraction = fraction;
        }
        digits
            .value()
            .ok_or_else(|| fault(text, "more than 38 digits in a decimal"))
    }

    /// Reads a decimal straight into `decimal(precision, scale)`, however many digits the text has
    /// behind the scale; they are rounded half away from zero.
    ///
    /// # Errors
    /// As [`Decimal::parse`], and more than `precision - scale` digits before the point.
    pub fn parse_at(text: &str, mark: u8, precision: u8, scale: u8) -> Result<Decimal, Fault> {
        if let Some(value) = plain(text.as_bytes(), mark, precision, scale) {
            return Ok(value);
        }
        let digits = Digits::scan(text, mark)?;
        digits
            .at(i64::from(scale))
            .filter(|&magnitude| magnitude < power(u32::from(precision)))
            .and_then(|magnitude| Decimal::from_magnitude(digits.negative, magnitude, scale))
            .ok_or_else(|| fault(text, out_of_range(precision, scale)))
    }
}

/// `[-]digits[.digits]` of few digits, which is how data has it nearly always, and no more behind
/// the point than fit; `None`: anything else, which is looked at closely.
fn plain(bytes: &[u8], mark: u8, precision: u8, scale: u8) -> Option<Decimal> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    // One of them may be the point.
    if !(1..=18).contains(&digits.len()) {
        return None;
    }
    let (mut magnitude, mut point) = (0_u64, None);
    for (place, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => magnitude = magnitude * 10 + u64::from(byte - b'0'),
            byte if *byte == mark && point.is_none() => point = Some(place + 1),
            _ => return None,
        }
    }
    let places = point.map_or(0, |behind| digits.len() - behind);
    let has_digits = digits.len() > usize::from(point.is_some());
    // 10^18 times 10^20 is less than overflows.
    let zeros = usize::from(scale)
        .checked_sub(places)
        .filter(|zeros| has_digits && *zeros <= 20)?;
    let magnitude = u128::from(magnitude) * power(zeros as u32);
    if magnitude < power(u32::from(precision)) {
        Decimal::from_magnitude(negative, magnitude, scale)
    } else {
        None
    }
}

/// The parts of a number's text.
struct Digits<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i64,
}

impl<'a> Digits<'a> {
    fn scan(text: &'a str, mark: u8) -> Result<Digits<'a>, Fault> {
        let (negative, rest) = parse::sign(text.as_bytes());
        let (whole, rest) = leading_digits(rest);
        let (fraction, rest) = match rest.split_first() {
            Some((&byte, rest)) if byte == mark => leading_digits(rest),
            _ => (&[][..], rest),
        };
        let exponent = if whole.is_empty() && fraction.is_empty() {
            None
        } else {
            exponent(rest)
        };
        match exponent {
            Some(exponent) => Ok(Digits {
                negative,
                whole,
                fraction,
                exponent,
            }),
            None => Err(fault(text, not_a_decimal(text))),
        }
    }

    /// The value at the scale of the text; `None` beyond 38 digits.
    fn value(&self) -> Option<Decimal> {
        let scale = u8::try_from(self.scale().max(0)).ok()?;
        Decimal::from_magnitude(self.negative, self.at(i64::from(scale))?, scale)
    }

    /// Digits behind the point once the exponent is applied; negative where it adds zeros before
    /// it.
    fn scale(&self) -> i64 {
        self.fraction.len() as i64 - self.exponent
    }

    /// The magnitude as a whole number of `1 / 10^scale`, rounded half away from zero; `None`
    /// beyond 38 digits or so.
    fn at(&self, scale: i64) -> Option<u128> {
        let count = (self.whole.len() + self.fraction.len()) as i64;
        let kept = count - (self.scale() - scale);
        if kept < 0 {
            return Some(0);
        }
        let mut magnitude = 0_u128;
        let mut digits = self
            .whole
            .iter()
            .chain(self.fraction)
            .map(|digit| u128::from(digit - b'0'));
        for digit in digits.by_ref().take(kept.min(count) as usize) {
            magnitude = magnitude.checked_mul(10)?.checked_add(digit)?;
        }
        if kept > count && magnitude != 0 {
            let zeros = u32::try_from(kept - count)
                .ok()
                .filter(|&zeros| zeros <= u32::from(Decimal::DIGITS_MAX))?;
            magnitude = magnitude.checked_mul(power(zeros))?;
        }
        let up = digits.next().is_some_and(|digit| digit >= 5);
        magnitude.checked_add(u128::from(up))
    }
}

fn leading_digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(bytes.len());
    bytes.split_at(end)
}

/// The exponent that ends a number; `None` if there is something else. Far beyond any scale it
/// stops growing.
fn exponent(bytes: &[u8]) -> Option<i64> {
    const FAR: i64 = 1 << 40;
    let Some((b'e' | b'E', rest)) = bytes.split_first() else {
        return bytes.is_empty().then_some(0);
    };
    let (negative, rest) = parse::sign(rest);
    let (digits, rest) = leading_digits(rest);
    if digits.is_empty() || !rest.is_empty() {
        return None;
    }
    let exponent = digits.iter().fold(0_i64, |sum, digit| {
        (sum * 10 + i64::from(digit - b'0')).min(FAR)
    });
    Some(if negative { -exponent } else { exponent })
}

#[cold]
fn not_a_decimal(text: &str) -> &'static str {
    let name = text.trim_start_matches(['+', '-']);
    if name.eq_ignore_ascii_case("nan") {
        "NaN in a decimal"
    } else if name.eq_ignore_ascii_case("infinity") || name.eq_ignore_ascii_case("inf") {
        "Infinity in a decimal"
    } else {
        "not a decimal"
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn reason(result: Result<Decimal, Fault>) -> String {
        result.unwrap_err().reason.into_owned()
    }

    #[test]
    fn reads_what_numeric_reads() {
        for (text, printed) in [
            ("1", "1"),
            ("+1.50", "1.50"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("1.5e3", "1500"),
            ("1.5E-3", "0.0015"),
            ("0e10", "0"),
            ("0e999999999999999999999", "0"),
            ("007.10", "7.10"),
            ("000000000000000000000000000000000000000000000000001", "1"),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), printed, "{text}");
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "", ".", "-", "e5", "1e", "1e+", "1 ", " 1", "1,5", "1.2.3", "0x1", "1_000", "--1", "١",
        ] {
            assert_eq!(reason(Decimal::parse(text)), "not a decimal", "{text:?}");
        }
        assert_eq!(reason(Decimal::parse("nan")), "NaN in a decimal");
        assert_eq!(reason(Decimal::parse("-Infinity")), "Infinity in a decimal");
        for text in [
            "100000000000000000000000000000000000000",
            "1e38",
            "1e999999999999999999999",
            "1e-99999999999999999999",
        ] {
            assert_eq!(
                reason(Decimal::parse(text)),
                "more than 38 digits in a decimal",
                "{text}"
            );
        }
    }

    #[test]
    fn reads_into_a_column() {
        let at = |text, mark, precision, scale| {
            Decimal::parse_at(text, mark, precision, scale).map(|value| value.to_string())
        };
        assert_eq!(at("1044,05", b',', 8, 1).unwrap(), "1044.1");
        assert_eq!(
            at(
                "0.12345678901234567890123456789012345678901234567890",
                b'.',
                5,
                2
            )
            .unwrap(),
            "0.12"
        );
        assert_eq!(at("0.5", b'.', 1, 0).unwrap(), "1");
        assert_eq!(at("-0.5", b'.', 1, 0).unwrap(), "-1");
        assert_eq!(at("0.05", b'.', 1, 0).unwrap(), "0");
        assert_eq!(at("0.0000001", b'.', 3, 2).unwrap(), "0.00");
        assert_eq!(at("1e-999999999999999999", b'.', 3, 2).unwrap(), "0.00");
        assert_eq!(at("1e2", b'.', 5, 2).unwrap(), "100.00");
        assert_eq!(
            reason(Decimal::parse_at("1e3", b'.', 5, 2)),
            "out of range for decimal(5,2)"
        );
        assert_eq!(
            reason(Decimal::parse_at("999.995", b'.', 5, 2)),
            "out of range for decimal(5,2)"
        );
        assert_eq!(
            reason(Decimal::parse_at("1.044,05", b',', 8, 1)),
            "not a decimal"
        );
        assert_eq!(
            reason(Decimal::parse_at("1044.05", b',', 8, 1)),
            "not a decimal"
        );
    }
}
