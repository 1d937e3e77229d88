//! Arithmetic with the result scales of PostgreSQL's numeric.
//!
//! Results of up to 38 digits are PostgreSQL's to the last one. A longer one, as the product of two
//! quotients can be, has its fraction rounded to the 38 digits that a column can hold at most; one
//! that is longer before the point is a fault.

use super::{Decimal, POWERS, power, rounded, scaled_up};
use crate::Fault;

/// Significant digits that a quotient has at least.
const QUOTIENT_DIGITS_MIN: i32 = 16;

/// Decimal digits in one digit of PostgreSQL's numeric, in which it reckons the scale of a
/// quotient.
pub(super) const BASE_DIGITS: i32 = 4;

impl Decimal {
    /// `self + other`, at the larger scale.
    ///
    /// # Errors
    /// More than 38 digits before the point.
    pub fn checked_add(self, other: Decimal) -> Result<Decimal, Fault> {
        let (coarse, fine) = if self.scale <= other.scale {
            (self, other)
        } else {
            (other, self)
        };
        let at = |scale| sum(coarse, fine, scale);
        // The largest scale that leaves it at 38 digits; the coarser operand is exact at all of
        // them.
        let fits = |scale| {
            at(scale).and_then(|(negative, magnitude)| {
                Decimal::from_magnitude(negative, magnitude, scale)
            })
        };
        if let Some(sum) = (coarse.scale..=fine.scale).rev().find_map(fits) {
            return Ok(sum);
        }
        let (negative, magnitude) = at(coarse.scale).ok_or_else(too_long)?;
        shortened(negative, magnitude, coarse.scale)
    }

    /// `self - other`, at the larger scale.
    ///
    /// # Errors
    /// More than 38 digits before the point.
    pub fn checked_sub(self, other: Decimal) -> Result<Decimal, Fault> {
        self.checked_add(other.neg())
    }

    /// `self * other`, at the sum of the scales.
    ///
    /// # Errors
    /// More than 38 digits before the point.
    pub fn checked_mul(self, other: Decimal) -> Result<Decimal, Fault> {
        let negative = (self.mantissa < 0) != (other.mantissa < 0);
        let (left, right) = (self.mantissa.unsigned_abs(), other.mantissa.unsigned_abs());
        // Neither is above 76.
        let scale = u32::from(self.scale) + u32::from(other.scale);
        let (magnitude, dropped) = match left.checked_mul(right) {
            Some(magnitude) => (magnitude, 0),
            None => long_product(left, right),
        };
        let dropped_more = scale
            .saturating_sub(dropped)
            .saturating_sub(u32::from(Decimal::SCALE_MAX));
        let scale = scale
            .checked_sub(dropped + dropped_more)
            .ok_or_else(too_long)?;
        shortened(negative, rounded(magnitude, dropped_more), scale as u8)
    }

    /// `self / other`, rounded half away from zero to at least 16 significant digits and the larger
    /// scale.
    ///
    /// # Errors
    /// Division by zero; more than 38 digits before the point.
    pub fn checked_div(self, other: Decimal) -> Result<Decimal, Fault> {
        if other.is_zero() {
            return Err(Fault::new("division by zero"));
        }
        let negative = (self.mantissa < 0) != (other.mantissa < 0);
        let scale = quotient_scale(self, other).min(u32::from(Decimal::SCALE_MAX)) as u8;
        // The quotient has so many digits, or one more.
        let places = i32::from(scale) + i32::from(other.scale) - i32::from(self.scale);
        let digits = self.digits() as i32 - other.digits() as i32 + places;
        let excess = if self.is_zero() {
            0
        } else {
            u8::try_from(digits - i32::from(Decimal::DIGITS_MAX)).unwrap_or(0)
        };
        let scale = scale.checked_sub(excess).ok_or_else(too_long)?;
        let at = |scale| Decimal::from_magnitude(negative, quotient(self, other, scale)?, scale);
        at(scale)
            .or_else(|| at(scale.checked_sub(1)?))
            .ok_or_else(too_long)
    }

    /// The remainder of the division truncated to a whole number: it has the sign of `self` and the
    /// larger scale.
    ///
    /// # Errors
    /// Division by zero; more than 38 digits.
    pub fn checked_rem(self, other: Decimal) -> Result<Decimal, Fault> {
        if other.is_zero() {
            return Err(Fault::new("division by zero"));
        }
        let (left, right) = (self.mantissa.unsigned_abs(), other.mantissa.unsigned_abs());
        let scale = self.scale.max(other.scale);
        let magnitude = if self.scale >= other.scale {
            // A divisor that overflows is larger than any dividend.
            scaled_up(right, self.scale - other.scale).map_or(left, |right| left % right)
        } else {
            (self.scale..other.scale).fold(left % right, |rest, _| times_ten(rest, right).1)
        };
        Decimal::from_magnitude(self.mantissa < 0, magnitude, scale).ok_or_else(too_long)
    }

    /// The greatest common divisor, at the larger scale.
    ///
    /// # Errors
    /// More than 38 digits at the larger scale.
    pub fn gcd(self, other: Decimal) -> Result<Decimal, Fault> {
        let scale = self.scale.max(other.scale);
        let (mut left, mut right) = self.aligned(other).ok_or_else(too_long)?;
        while right != 0 {
            (left, right) = (right, left % right);
        }
        Decimal::from_magnitude(false, left, scale).ok_or_else(too_long)
    }

    /// The least common multiple, at the larger scale.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn lcm(self, other: Decimal) -> Result<Decimal, Fault> {
        let divisor = self.gcd(other)?.mantissa.unsigned_abs();
        let (left, right) = self.aligned(other).ok_or_else(too_long)?;
        let multiple = left
            .checked_div(divisor)
            .map_or(Some(0), |left| left.checked_mul(right));
        let scale = self.scale.max(other.scale);
        multiple
            .and_then(|multiple| Decimal::from_magnitude(false, multiple, scale))
            .ok_or_else(too_long)
    }

    /// `n!`
    ///
    /// # Errors
    /// A negative number; more than 38 digits.
    pub fn factorial(n: i64) -> Result<Decimal, Fault> {
        if n < 0 {
            return Err(Fault::of(n, "factorial of a negative number is undefined"));
        }
        (2..=i128::from(n))
            .try_fold(1, i128::checked_mul)
            .and_then(|product| Decimal::new(product, 0))
            .ok_or_else(too_long)
    }

    /// The magnitudes of both at the larger scale.
    fn aligned(self, other: Decimal) -> Option<(u128, u128)> {
        let scale = self.scale.max(other.scale);
        let at = |value: Decimal| scaled_up(value.mantissa.unsigned_abs(), scale - value.scale);
        Some((at(self)?, at(other)?))
    }

    /// `-self`.
    #[inline]
    #[allow(clippy::should_implement_trait)] // Called by name like its neighbours; no operator has a place in generated code.
    #[must_use]
    pub fn neg(self) -> Decimal {
        Decimal {
            mantissa: -self.mantissa,
            ..self
        }
    }

    /// The magnitude.
    #[inline]
    #[must_use]
    pub fn abs(self) -> Decimal {
        Decimal {
            mantissa: self.mantissa.abs(),
            ..self
        }
    }

    /// `round(self, places)`: half away from zero. The result has that many places; negative ones
    /// round before the point.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn round(self, places: i32) -> Result<Decimal, Fault> {
        self.cut(places, rounded)
    }

    /// `trunc(self, places)`: towards zero. The result has that many places; negative ones cut
    /// before the point.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn trunc(self, places: i32) -> Result<Decimal, Fault> {
        self.cut(places, truncated)
    }

    /// The smallest whole number that is not less.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn ceil(self) -> Result<Decimal, Fault> {
        self.toward(self.mantissa > 0)
    }

    /// The largest whole number that is not greater.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn floor(self) -> Result<Decimal, Fault> {
        self.toward(self.mantissa < 0)
    }

    fn cut(self, places: i32, without: fn(u128, u32) -> u128) -> Result<Decimal, Fault> {
        let scale = places.clamp(0, i32::from(Decimal::SCALE_MAX)) as u8;
        let magnitude = self.mantissa.unsigned_abs();
        let magnitude = match places.saturating_sub(i32::from(self.scale)) {
            dropped @ ..0 => {
                let whole = without(magnitude, dropped.unsigned_abs());
                // Before the point, what was cut comes back as zeros.
                let zeros = places.min(0).unsigned_abs();
                scaled_up(whole, u8::try_from(zeros).unwrap_or(u8::MAX))
            }
            // Zeros that would not fit change nothing.
            _ => return Ok(self.padded(scale)),
        };
        magnitude
            .and_then(|magnitude| Decimal::from_magnitude(self.mantissa < 0, magnitude, scale))
            .ok_or_else(too_long)
    }

    /// The same value with so many digits behind the point, or unchanged where they do not fit.
    fn padded(self, scale: u8) -> Decimal {
        let padded = scaled_up(self.mantissa.unsigned_abs(), scale - self.scale);
        padded
            .and_then(|magnitude| Decimal::from_magnitude(self.mantissa < 0, magnitude, scale))
            .unwrap_or(self)
    }

    /// The whole part, and one more in magnitude where there is a rest and `away`.
    fn toward(self, away: bool) -> Result<Decimal, Fault> {
        let (whole, rest) = self.split();
        let magnitude = whole + u128::from(away && rest != 0);
        Decimal::from_magnitude(self.mantissa < 0, magnitude, 0).ok_or_else(too_long)
    }
}

#[cold]
pub(super) fn too_long() -> Fault {
    Fault::new("more than 38 digits in a decimal")
}

/// A result of up to 39 digits, the last of which is rounded away if it does not fit and stands
/// behind the point.
fn shortened(negative: bool, magnitude: u128, scale: u8) -> Result<Decimal, Fault> {
    Decimal::from_magnitude(negative, magnitude, scale)
        .or_else(|| Decimal::from_magnitude(negative, rounded(magnitude, 1), scale.checked_sub(1)?))
        .ok_or_else(too_long)
}

/// Sign and magnitude of a sum at a scale that is not below the coarser operand's, rounded half
/// away from zero; `None` if it is too long for 128 bits.
fn sum(coarse: Decimal, fine: Decimal, scale: u8) -> Option<(bool, u128)> {
    let left = scaled_up(coarse.mantissa.unsigned_abs(), scale - coarse.scale)?;
    let (right, dropped) = (fine.mantissa.unsigned_abs(), u32::from(fine.scale - scale));
    if (coarse.mantissa < 0) == (fine.mantissa < 0) {
        return Some((
            coarse.mantissa < 0,
            left.checked_add(rounded(right, dropped))?,
        ));
    }
    match left.checked_sub(rounded_half_down(right, dropped)) {
        Some(magnitude) => Some((coarse.mantissa < 0, magnitude)),
        None => Some((fine.mantissa < 0, rounded(right, dropped) - left)),
    }
}

/// As [`rounded`], but a half goes down: what is taken off rounds the other way.
fn rounded_half_down(magnitude: u128, places: u32) -> u128 {
    if places == 0 {
        magnitude
    } else {
        rounded(magnitude.saturating_sub(1), places)
    }
}

/// The first 38 digits or so of a product that is too long for 128 bits, and how many digits were
/// rounded away.
fn long_product(left: u128, right: u128) -> (u128, u32) {
    // In base 10^19, so that a partial product fits.
    const HALF: u128 = POWERS[19];
    let ((a, b), (c, d)) = ((left / HALF, left % HALF), (right / HALF, right % HALF));
    let middle = a * d + b * c;
    let low = b * d + middle % HALF * HALF;
    let high = a * c + middle / HALF + low / power(38);
    let low = low % power(38);
    // The product is high * 10^38 + low.
    let dropped = high.checked_ilog10().map_or(0, |log| log + 1);
    let kept = u32::from(Decimal::DIGITS_MAX) - dropped;
    (high * power(kept) + rounded(low, dropped), dropped)
}

fn truncated(magnitude: u128, places: u32) -> u128 {
    POWERS
        .get(places as usize)
        .map_or(0, |power| magnitude / power)
}

/// PostgreSQL's `select_div_scale`.
pub(super) fn quotient_scale(dividend: Decimal, divisor: Decimal) -> u32 {
    let (dividend_weight, dividend_first) = leading_base_digit(dividend);
    let (divisor_weight, divisor_first) = leading_base_digit(divisor);
    let weight = dividend_weight - divisor_weight - i32::from(dividend_first <= divisor_first);
    let scale = QUOTIENT_DIGITS_MIN - weight * BASE_DIGITS;
    scale
        .max(i32::from(dividend.scale))
        .max(i32::from(divisor.scale))
        .unsigned_abs()
}

/// Exponent and value of the first digit that is not zero, in base 10000.
pub(super) fn leading_base_digit(value: Decimal) -> (i32, u128) {
    if value.is_zero() {
        return (0, 0);
    }
    let digits = value.digits() as i32;
    let exponent = digits - 1 - i32::from(value.scale);
    let leading = exponent.rem_euclid(BASE_DIGITS) + 1;
    let magnitude = value.mantissa.unsigned_abs();
    let first = if digits >= leading {
        magnitude / power((digits - leading).unsigned_abs())
    } else {
        magnitude * power((leading - digits).unsigned_abs())
    };
    (exponent.div_euclid(BASE_DIGITS), first)
}

/// The magnitude of the quotient at `scale`, rounded half up; `None` if it is too long for 128
/// bits.
fn quotient(dividend: Decimal, divisor: Decimal, scale: u8) -> Option<u128> {
    let (left, right) = (
        dividend.mantissa.unsigned_abs(),
        divisor.mantissa.unsigned_abs(),
    );
    let places = i32::from(scale) + i32::from(divisor.scale) - i32::from(dividend.scale);
    let Ok(places) = u32::try_from(places) else {
        // Fewer digits than the dividend has: what is dropped goes to the divisor.
        let right = scaled_up(right, u8::try_from(places.unsigned_abs()).ok()?);
        return Some(right.map_or(0, |right| {
            left / right + u128::from(left % right >= right - left % right)
        }));
    };
    let (mut whole, mut rest) = (left / right, left % right);
    match POWERS
        .get(places as usize)
        .and_then(|power| Some((power, rest.checked_mul(*power)?)))
    {
        Some((power, product)) => {
            whole = whole.checked_mul(*power)?.checked_add(product / right)?;
            rest = product % right;
        }
        None => {
            for _ in 0..places {
                let (digit, next) = times_ten(rest, right);
                whole = whole.checked_mul(10)?.checked_add(digit)?;
                rest = next;
            }
        }
    }
    whole.checked_add(u128::from(rest >= right - rest))
}

/// Quotient and remainder of `10 * rest / divisor`, for a rest below a divisor of up to 38 digits.
fn times_ten(rest: u128, divisor: u128) -> (u128, u128) {
    if let Some(product) = rest.checked_mul(10) {
        return (product / divisor, product % divisor);
    }
    (0..10).fold((0, 0), |(digit, sum), _| {
        let sum = sum + rest;
        if sum >= divisor {
            (digit + 1, sum - divisor)
        } else {
            (digit, sum)
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn check(
        operation: fn(Decimal, Decimal) -> Result<Decimal, Fault>,
        cases: &[(&str, &str, &str)],
    ) {
        for (left, right, result) in cases {
            let printed = match operation(decimal(left), decimal(right)) {
                Ok(value) => value.to_string(),
                Err(fault) => fault.reason.into_owned(),
            };
            assert_eq!(printed, *result, "{left} and {right}");
        }
    }

    const NINES: &str = "99999999999999999999999999999999999999";

    #[test]
    fn sums_have_the_larger_scale() {
        check(
            Decimal::checked_add,
            &[
                ("1.50", "2.5", "4.00"),
                ("-1", "1.0", "0.0"),
                ("0.1", "-0.25", "-0.15"),
                (NINES, "1", "more than 38 digits in a decimal"),
                (NINES, "-1", "99999999999999999999999999999999999998"),
                (
                    "18000000000000000000000000000000000000",
                    "-9000000000000000000000000000000000000.0",
                    "9000000000000000000000000000000000000.0",
                ),
            ],
        );
        check(
            Decimal::checked_sub,
            &[("1", "0.9", "0.1"), ("-1", "-1", "0"), ("0", "5.5", "-5.5")],
        );
    }

    #[test]
    fn a_fraction_too_long_is_rounded_and_whole_digits_are_not() {
        check(
            Decimal::checked_mul,
            &[
                (
                    "0.33333333333333333333",
                    "0.33333333333333333333",
                    "0.11111111111111111110888888888888888889",
                ),
                (
                    "176.35714285714285714",
                    "0.66666666666666666667",
                    "117.57142857142857142725452380952380952",
                ),
                (
                    "-9999999999999999999.5",
                    "9999999999999999999.5",
                    "-99999999999999999990000000000000000000",
                ),
                (
                    "9999999999999999999.5",
                    "10000000000000000000.5",
                    "more than 38 digits in a decimal",
                ),
            ],
        );
        check(
            Decimal::checked_add,
            &[
                (
                    "12345678901234567890123456789012345678",
                    "0.5",
                    "12345678901234567890123456789012345679",
                ),
                (
                    "1234567890123456789012345678901234567",
                    "-0.05",
                    "1234567890123456789012345678901234567.0",
                ),
                (
                    "1234567890123456789012345678901234567",
                    "-0.051",
                    "1234567890123456789012345678901234566.9",
                ),
                (
                    "9.9999999999999999999999999999999999999",
                    "1",
                    "11.000000000000000000000000000000000000",
                ),
            ],
        );
        check(
            Decimal::checked_div,
            &[
                (
                    "-304128298672729128",
                    "-0.00640773479110202548",
                    "47462685112225757342.418124002344694815",
                ),
                (NINES, "0.1", "more than 38 digits in a decimal"),
                (NINES, "3", "33333333333333333333333333333333333333"),
                (
                    "0.00000000000000000000000000000000000001",
                    NINES,
                    "0.0000000000000000000000000000000000000000000000000000000000000000000000000001",
                ),
            ],
        );
    }

    #[test]
    fn products_have_the_sum_of_the_scales() {
        check(
            Decimal::checked_mul,
            &[
                ("1.50", "2.0", "3.000"),
                ("-0.1", "0.1", "-0.01"),
                ("0.00", "-3", "0.00"),
                (NINES, "10", "more than 38 digits in a decimal"),
                ("0.33333333333333333333", "0.1", "0.033333333333333333333"),
            ],
        );
    }

    // Taken from a PostgreSQL 15 server.
    #[test]
    fn quotients_are_those_of_postgresql() {
        check(
            Decimal::checked_div,
            &[
                ("1", "3", "0.33333333333333333333"),
                ("2", "3", "0.66666666666666666667"),
                ("-2", "3", "-0.66666666666666666667"),
                ("10", "4", "2.5000000000000000"),
                ("1", "0", "division by zero"),
                ("0", "7", "0.00000000000000000000"),
            ],
        );
    }

    #[test]
    fn remainders_have_the_sign_of_the_dividend() {
        check(
            Decimal::checked_rem,
            &[
                ("7", "3", "1"),
                ("-7", "3", "-1"),
                ("7", "-3", "1"),
                ("5.5", "2", "1.5"),
                ("5", "1.50", "0.50"),
                ("0.5", NINES, "0.5"),
                (NINES, "0.70", "0.30"),
                ("1", "0.0", "division by zero"),
            ],
        );
    }

    #[test]
    fn factorials() {
        assert_eq!(
            Decimal::factorial(33).unwrap().to_string(),
            "8683317618811886495518194401280000000"
        );
        assert_eq!(
            Decimal::factorial(34).unwrap_err().reason,
            "more than 38 digits in a decimal"
        );
        assert!(Decimal::factorial(-1).is_err());
    }

    #[test]
    fn rounding_and_cutting() {
        let round = |text, places| decimal(text).round(places).unwrap().to_string();
        assert_eq!(round("2.5", 0), "3");
        assert_eq!(round("-2.5", 0), "-3");
        assert_eq!(round("1.005", 2), "1.01");
        assert_eq!(round("1.5", 3), "1.500");
        assert_eq!(round("125.7", -1), "130");
        assert_eq!(round("4", -1), "0");
        assert_eq!(round("5", -1), "10");
        assert_eq!(round("5", i32::MIN), "0");
        assert_eq!(
            decimal(NINES).round(-1).unwrap_err().reason,
            "more than 38 digits in a decimal"
        );
        assert_eq!(round("1.5", i32::MAX), "1.5");
        let trunc = |text, places| decimal(text).trunc(places).unwrap().to_string();
        assert_eq!(trunc("-2.59", 1), "-2.5");
        assert_eq!(trunc("129.9", -1), "120");
        assert_eq!(trunc("1.5", 2), "1.50");
        let whole = |text| {
            (
                decimal(text).floor().unwrap().to_string(),
                decimal(text).ceil().unwrap().to_string(),
            )
        };
        assert_eq!(whole("2.1"), ("2".into(), "3".into()));
        assert_eq!(whole("-2.1"), ("-3".into(), "-2".into()));
        assert_eq!(whole("-0.1"), ("-1".into(), "0".into()));
        assert_eq!(whole("2.0"), ("2".into(), "2".into()));
        assert_eq!(decimal("-1.5").abs(), decimal("1.5"));
        assert_eq!(decimal("0.0").neg().to_string(), "0.0");
    }
}
