//! Arithmetic with the result scales of PostgreSQL's numeric.
//!
//! Results are exact. Where PostgreSQL would go on with more than 38 digits, the row is rejected instead.

use super::{Decimal, POWERS, power, rounded, scaled_up};
use crate::row::Fault;

/// Significant digits that a quotient has at least.
const QUOTIENT_DIGITS_MIN: i32 = 16;

/// Decimal digits in one digit of PostgreSQL's numeric, in which it reckons the scale of a quotient.
const BASE_DIGITS: i32 = 4;

impl Decimal {
    /// `self + other`, at the larger scale.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn checked_add(self, other: Decimal) -> Result<Decimal, Fault> {
        let scale = self.scale.max(other.scale);
        let sum = || {
            let left = scaled_up(self.mantissa.unsigned_abs(), scale - self.scale)?;
            let right = scaled_up(other.mantissa.unsigned_abs(), scale - other.scale)?;
            let (negative, magnitude) = if (self.mantissa < 0) == (other.mantissa < 0) {
                (self.mantissa < 0, left.checked_add(right)?)
            } else if left >= right {
                (self.mantissa < 0, left - right)
            } else {
                (other.mantissa < 0, right - left)
            };
            Decimal::from_magnitude(negative, magnitude, scale)
        };
        sum().ok_or_else(too_long)
    }

    /// `self - other`, at the larger scale.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn checked_sub(self, other: Decimal) -> Result<Decimal, Fault> {
        self.checked_add(other.neg())
    }

    /// `self * other`, at the sum of the scales.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn checked_mul(self, other: Decimal) -> Result<Decimal, Fault> {
        let negative = (self.mantissa < 0) != (other.mantissa < 0);
        self.mantissa
            .unsigned_abs()
            .checked_mul(other.mantissa.unsigned_abs())
            .and_then(|magnitude| Decimal::from_magnitude(negative, magnitude, self.scale.checked_add(other.scale)?))
            .ok_or_else(too_long)
    }

    /// `self / other`, rounded half away from zero to at least 16 significant digits and the larger scale.
    ///
    /// # Errors
    /// Division by zero; more than 38 digits.
    pub fn checked_div(self, other: Decimal) -> Result<Decimal, Fault> {
        if other.is_zero() {
            return Err(Fault::new("division by zero"));
        }
        let scale = quotient_scale(self, other);
        let negative = (self.mantissa < 0) != (other.mantissa < 0);
        u8::try_from(scale)
            .ok()
            .and_then(|scale| Decimal::from_magnitude(negative, quotient(self, other, scale)?, scale))
            .ok_or_else(too_long)
    }

    /// The remainder of the division truncated to a whole number: it has the sign of `self` and the larger scale.
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

    /// `-self`.
    #[allow(clippy::should_implement_trait)] // Called by name like its neighbours; no operator has a place in generated code.
    #[must_use]
    pub fn neg(self) -> Decimal {
        Decimal { mantissa: -self.mantissa, ..self }
    }

    /// The magnitude.
    #[must_use]
    pub fn abs(self) -> Decimal {
        Decimal { mantissa: self.mantissa.abs(), ..self }
    }

    /// `round(self, places)`: half away from zero. The result has that many places; negative ones round before the point.
    ///
    /// # Errors
    /// More than 38 digits.
    pub fn round(self, places: i32) -> Result<Decimal, Fault> {
        self.cut(places, rounded)
    }

    /// `trunc(self, places)`: towards zero. The result has that many places; negative ones cut before the point.
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

    fn cut(self, places: i32, shortened: fn(u128, u32) -> u128) -> Result<Decimal, Fault> {
        let scale = u8::try_from(places.max(0)).map_err(|_| too_long())?;
        let magnitude = self.mantissa.unsigned_abs();
        let magnitude = match places.saturating_sub(i32::from(self.scale)) {
            dropped @ ..0 => {
                let whole = shortened(magnitude, dropped.unsigned_abs());
                // Before the point, what was cut comes back as zeros.
                let zeros = places.min(0).unsigned_abs();
                scaled_up(whole, u8::try_from(zeros).unwrap_or(u8::MAX))
            }
            _ => scaled_up(magnitude, scale - self.scale),
        };
        magnitude.and_then(|magnitude| Decimal::from_magnitude(self.mantissa < 0, magnitude, scale)).ok_or_else(too_long)
    }

    /// The whole part, and one more in magnitude where there is a rest and `away`.
    fn toward(self, away: bool) -> Result<Decimal, Fault> {
        let (whole, rest) = self.split();
        let magnitude = whole + u128::from(away && rest != 0);
        Decimal::from_magnitude(self.mantissa < 0, magnitude, 0).ok_or_else(too_long)
    }
}

#[cold]
fn too_long() -> Fault {
    Fault::new("more than 38 digits in a decimal")
}

fn truncated(magnitude: u128, places: u32) -> u128 {
    POWERS.get(places as usize).map_or(0, |power| magnitude / power)
}

/// PostgreSQL's `select_div_scale`.
fn quotient_scale(dividend: Decimal, divisor: Decimal) -> i32 {
    let (dividend_weight, dividend_first) = leading_base_digit(dividend);
    let (divisor_weight, divisor_first) = leading_base_digit(divisor);
    let weight = dividend_weight - divisor_weight - i32::from(dividend_first <= divisor_first);
    let scale = QUOTIENT_DIGITS_MIN - weight * BASE_DIGITS;
    scale.max(i32::from(dividend.scale)).max(i32::from(divisor.scale))
}

/// Exponent and value of the first digit that is not zero, in base 10000.
fn leading_base_digit(value: Decimal) -> (i32, u128) {
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

/// The magnitude of the quotient at `scale`, rounded half up; `None` if it is too long.
fn quotient(dividend: Decimal, divisor: Decimal, scale: u8) -> Option<u128> {
    let (left, right) = (dividend.mantissa.unsigned_abs(), divisor.mantissa.unsigned_abs());
    // Not negative: the scale is at least the dividend's.
    let places = u32::from(scale) + u32::from(divisor.scale) - u32::from(dividend.scale);
    let (mut whole, mut rest) = (left / right, left % right);
    match POWERS.get(places as usize).and_then(|power| Some((power, rest.checked_mul(*power)?))) {
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
        if sum >= divisor { (digit + 1, sum - divisor) } else { (digit, sum) }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn check(operation: fn(Decimal, Decimal) -> Result<Decimal, Fault>, cases: &[(&str, &str, &str)]) {
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
        check(Decimal::checked_sub, &[("1", "0.9", "0.1"), ("-1", "-1", "0"), ("0", "5.5", "-5.5")]);
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
        assert_eq!(decimal(NINES).round(-1).unwrap_err().reason, "more than 38 digits in a decimal");
        assert_eq!(decimal("1").round(i32::MAX).unwrap_err().reason, "more than 38 digits in a decimal");
        let trunc = |text, places| decimal(text).trunc(places).unwrap().to_string();
        assert_eq!(trunc("-2.59", 1), "-2.5");
        assert_eq!(trunc("129.9", -1), "120");
        assert_eq!(trunc("1.5", 2), "1.50");
        let whole = |text| (decimal(text).floor().unwrap().to_string(), decimal(text).ceil().unwrap().to_string());
        assert_eq!(whole("2.1"), ("2".into(), "3".into()));
        assert_eq!(whole("-2.1"), ("-3".into(), "-2".into()));
        assert_eq!(whole("-0.1"), ("-1".into(), "0".into()));
        assert_eq!(whole("2.0"), ("2".into(), "2".into()));
        assert_eq!(decimal("-1.5").abs(), decimal("1.5"));
        assert_eq!(decimal("0.0").neg().to_string(), "0.0");
    }
}
