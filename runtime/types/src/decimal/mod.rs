//! `decimal(p,s)`: a whole number of up to 38 digits and a scale, exact, with PostgreSQL's rules.

mod convert;
mod math;
mod parse;
#[cfg(feature = "powers")]
mod powers;
#[cfg(feature = "powers")]
mod wide;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::Fault;

/// `decimal(p,s)`: up to 38 digits, exact.
///
/// The value is `mantissa / 10^scale`. The scale belongs to the display (`1044.0`), as in
/// PostgreSQL's numeric, and not to the value: equality, order and hash go by value, so that
/// `1.50 == 1.5`. Encodings take [`Decimal::mantissa`] and [`Decimal::scale`], of
/// [`Decimal::normalized`] where equal values must give equal bytes.
#[derive(Clone, Copy)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

/// Powers of ten up to 10^38, the first number that is too long.
const POWERS: [u128; Decimal::DIGITS_MAX as usize + 1] = {
    let mut powers = [1; Decimal::DIGITS_MAX as usize + 1];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

impl Decimal {
    /// Zero, of scale 0.
    pub const ZERO: Decimal = Decimal {
        mantissa: 0,
        scale: 0,
    };

    /// Digits that a decimal can have, leading zeros not counted.
    pub const DIGITS_MAX: u8 = 38;

    /// Largest scale that a computed value can have: that of a product of two columns.
    pub const SCALE_MAX: u8 = 2 * Decimal::DIGITS_MAX;

    /// `mantissa / 10^scale`; `None` beyond 38 digits or [`Decimal::SCALE_MAX`].
    #[inline]
    #[must_use]
    pub const fn new(mantissa: i128, scale: u8) -> Option<Decimal> {
        if mantissa.unsigned_abs() < POWERS[Decimal::DIGITS_MAX as usize]
            && scale <= Decimal::SCALE_MAX
        {
            Some(Decimal { mantissa, scale })
        } else {
            None
        }
    }

    /// A literal of generated code: `mantissa / 10^scale`.
    ///
    /// # Panics
    /// Beyond 38 digits or [`Decimal::SCALE_MAX`]: in a constant, when it is compiled.
    #[inline]
    #[must_use]
    pub const fn from_parts(mantissa: i128, scale: u8) -> Decimal {
        match Decimal::new(mantissa, scale) {
            Some(value) => value,
            None => panic!("a decimal literal of more than 38 digits"),
        }
    }

    /// The digits as a whole number with its sign: 10440 for `1044.0` at scale 1.
    #[inline]
    #[must_use]
    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// Digits behind the point.
    #[inline]
    #[must_use]
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// Whether it is zero, of whatever scale.
    #[inline]
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The same value at the smallest scale that holds it: equal values have equal mantissa and
    /// scale.
    #[inline]
    #[must_use]
    pub fn normalized(self) -> Decimal {
        let Decimal {
            mut mantissa,
            mut scale,
        } = self;
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal { mantissa, scale }
    }

    /// The value as `decimal(precision, scale)` holds it: rounded half away from zero to the scale.
    ///
    /// # Errors
    /// More than `precision - scale` digits before the point.
    #[inline]
    pub fn at_scale(self, precision: u8, scale: u8) -> Result<Decimal, Fault> {
        let magnitude = if scale >= self.scale {
            scaled_up(self.mantissa.unsigned_abs(), scale - self.scale)
        } else {
            Some(rounded(
                self.mantissa.unsigned_abs(),
                u32::from(self.scale - scale),
            ))
        };
        magnitude
            .filter(|&magnitude| magnitude < power(u32::from(precision)))
            .and_then(|magnitude| Decimal::from_magnitude(self.mantissa < 0, magnitude, scale))
            .ok_or_else(|| Fault::of(self, out_of_range(precision, scale)))
    }

    /// A number given as sign and magnitude; `None` if it is too long.
    fn from_magnitude(negative: bool, magnitude: u128, scale: u8) -> Option<Decimal> {
        let mantissa = i128::try_from(magnitude).ok()?;
        Decimal::new(if negative { -mantissa } else { mantissa }, scale)
    }

    /// Digits of the mantissa; 0 for zero.
    fn digits(self) -> u32 {
        self.mantissa
            .unsigned_abs()
            .checked_ilog10()
            .map_or(0, |log| log + 1)
    }

    /// The whole part of the magnitude, and the digits behind the point as a number.
    fn split(self) -> (u128, u128) {
        let magnitude = self.mantissa.unsigned_abs();
        match POWERS.get(usize::from(self.scale)) {
            Some(power) => (magnitude / power, magnitude % power),
            None => (0, magnitude),
        }
    }
}

/// The reason of a value that `decimal(precision, scale)` cannot hold.
#[cold]
fn out_of_range(precision: u8, scale: u8) -> String {
    format!("out of range for decimal({precision},{scale})")
}

/// 10^exponent, or 10^38 for anything larger.
fn power(exponent: u32) -> u128 {
    POWERS[(exponent as usize).min(POWERS.len() - 1)]
}

/// `magnitude * 10^places`.
fn scaled_up(magnitude: u128, places: u8) -> Option<u128> {
    match POWERS.get(usize::from(places)) {
        Some(power) => magnitude.checked_mul(*power),
        None => (magnitude == 0).then_some(0),
    }
}

/// `magnitude / 10^places`, rounded half up, for magnitudes of up to 38 digits.
fn rounded(magnitude: u128, places: u32) -> u128 {
    let Some(power) = POWERS.get(places as usize) else {
        return 0;
    };
    let (whole, rest) = (magnitude / power, magnitude % power);
    whole + u128::from(rest >= power - rest)
}

impl PartialEq for Decimal {
    #[inline]
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    #[inline]
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    #[inline]
    fn cmp(&self, other: &Decimal) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        let signs = self.mantissa.signum().cmp(&other.mantissa.signum());
        signs.then_with(|| {
            let order = compare_magnitudes(*self, *other);
            if self.mantissa < 0 {
                order.reverse()
            } else {
                order
            }
        })
    }
}

fn compare_magnitudes(left: Decimal, right: Decimal) -> Ordering {
    if left.scale > right.scale {
        return compare_magnitudes(right, left).reverse();
    }
    let ((left_whole, left_rest), (right_whole, right_rest)) = (left.split(), right.split());
    left_whole.cmp(&right_whole).then_with(|| {
        match scaled_up(left_rest, right.scale - left.scale) {
            Some(left_rest) => left_rest.cmp(&right_rest),
            None => Ordering::Greater,
        }
    })
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let value = self.normalized();
        value.mantissa.hash(state);
        value.scale.hash(state);
    }
}

/// As PostgreSQL prints a numeric: all digits of the scale, no exponent, no negative zero.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let (whole, rest) = self.split();
        match self.scale {
            0 => write!(f, "{sign}{whole}"),
            scale => write!(
                f,
                "{sign}{whole}.{rest:0>width$}",
                width = usize::from(scale)
            ),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({self})")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn displays_as_postgresql_does() {
        for text in [
            "0",
            "1044.0",
            "-0.50",
            "0.00",
            "99999999999999999999999999999999999999",
            "0.00000000000000000000000000000000000001",
        ] {
            assert_eq!(decimal(text).to_string(), text);
        }
        assert_eq!(decimal("-0.00").to_string(), "0.00");
        assert_eq!(decimal("1e3").to_string(), "1000");
        assert_eq!(Decimal::from_parts(1, 76).to_string().len(), 78);
    }

    #[test]
    fn plain_texts_are_read_as_all_others() {
        for text in [
            "0",
            "-0",
            "7",
            "-7.5",
            "1234567890.12",
            "000.10",
            ".5",
            "5.",
            "123456789012345678",
            "-1.23",
            "99999999.99",
        ] {
            for (precision, scale) in [(38, 38), (38, 20), (12, 2), (10, 4), (3, 1), (18, 0)] {
                // A plus sign, and so the long way.
                let (sign, digits) = text
                    .strip_prefix('-')
                    .map_or(("+", text), |digits| ("-", digits));
                let long = format!("{sign}{digits}e0");
                let [short, long] =
                    [text, &long].map(|text| Decimal::parse_at(text, b'.', precision, scale));
                assert_eq!(
                    short.map_err(|fault| fault.reason),
                    long.map_err(|fault| fault.reason),
                    "{text} {precision},{scale}"
                );
            }
        }
        assert!(Decimal::parse_at(".", b'.', 5, 2).is_err());
        assert!(Decimal::parse_at("-", b'.', 5, 2).is_err());
        assert!(Decimal::parse_at("1.2.3", b'.', 5, 2).is_err());
        assert_eq!(
            Decimal::parse_at("1,25", b',', 5, 2).unwrap().to_string(),
            "1.25"
        );
    }

    #[test]
    fn fits_a_column_by_rounding_half_away_from_zero() {
        let at = |text: &str, precision, scale| {
            decimal(text)
                .at_scale(precision, scale)
                .map(|value| value.to_string())
        };
        assert_eq!(at("1.005", 5, 2).unwrap(), "1.01");
        assert_eq!(at("-1.005", 5, 2).unwrap(), "-1.01");
        assert_eq!(at("1.0049", 5, 2).unwrap(), "1.00");
        assert_eq!(at("7", 5, 2).unwrap(), "7.00");
        assert_eq!(at("0", 38, 38).unwrap().len(), 40);
        let fault = at("999.995", 5, 2).unwrap_err();
        assert_eq!(
            (fault.reason.as_ref(), fault.value.as_deref()),
            ("out of range for decimal(5,2)", Some("999.995"))
        );
        assert!(at("1", 38, 38).is_err());
        assert_eq!(
            at("99999999999999999999999999999999999999", 38, 0)
                .unwrap()
                .len(),
            38
        );
    }

    #[test]
    fn order_and_hash_go_by_value() {
        let hash = |value: Decimal| {
            let mut state = std::hash::DefaultHasher::new();
            value.hash(&mut state);
            state.finish()
        };
        assert_eq!(decimal("1.50"), decimal("1.5"));
        assert_eq!(hash(decimal("1.50")), hash(decimal("1.5")));
        assert_eq!(decimal("-0.0"), decimal("0"));
        let ascending = [
            "-100",
            "-1.5",
            "-1.45",
            "0",
            "0.001",
            "0.01",
            "1",
            "1.0001",
            "99999999999999999999999999999999999999",
        ];
        for (place, left) in ascending.iter().enumerate() {
            for (other, right) in ascending.iter().enumerate() {
                assert_eq!(
                    decimal(left).cmp(&decimal(right)),
                    place.cmp(&other),
                    "{left} and {right}"
                );
            }
        }
        assert!(Decimal::from_parts(1, 76) < Decimal::from_parts(1, 38));
        assert!(
            Decimal::from_parts(10_i128.pow(37), 76) < Decimal::from_parts(10_i128.pow(37), 40)
        );
    }
}
