//! Roots, powers and logarithms, with the result scales of PostgreSQL's numeric: 16 significant digits or so, and the arguments' scale.
//!
//! As elsewhere a result of more than 38 digits has its fraction rounded, and one that is longer before the point is a fault.

use super::math::{BASE_DIGITS, leading_base_digit, too_long};
use super::wide::Wide;
use super::{Decimal, power};
use crate::row::Fault;

/// Significant digits that a result has at least.
const DIGITS_MIN: i32 = 16;

/// Decimal digits for one of base e; PostgreSQL has it with these digits.
#[allow(clippy::approx_constant)] // A digit more, and a scale could differ.
const LOG10_E: f64 = 0.434_294_481_903_252;

/// Digits that PostgreSQL computes beyond those of the result.
const GUARD: i32 = 8;

/// Beyond this, in either direction, e to the power of a number has more than 38 digits before the point, or zeros behind it only.
const EXPONENT_MAX: f64 = 200.0;

impl Decimal {
    /// `sqrt(self)`
    ///
    /// # Errors
    /// A negative number.
    pub fn sqrt(self) -> Result<Decimal, Fault> {
        if self.mantissa < 0 {
            return Err(Fault::of(self, "cannot take square root of a negative number"));
        }
        let (weight, _) = leading_base_digit(self);
        let scale = self.at_least(DIGITS_MIN - ((weight + 1) * BASE_DIGITS / 2 - 1));
        Wide::from(self).root().rounded(scale).ok_or_else(too_long)
    }

    /// `exp(self)`
    ///
    /// # Errors
    /// More than 38 digits before the point.
    pub fn exp(self) -> Result<Decimal, Fault> {
        let value = self.to_f64();
        let scale = self.at_least(DIGITS_MIN - whole_digits(value));
        exponential(Wide::from(self), value, scale)
    }

    /// `ln(self)`
    ///
    /// # Errors
    /// Zero; a negative number.
    pub fn ln(self) -> Result<Decimal, Fault> {
        let ln = self.wide_ln()?;
        ln.rounded(self.at_least(DIGITS_MIN - ln_digits(self))).ok_or_else(too_long)
    }

    /// The logarithm of `self` to a base.
    ///
    /// # Errors
    /// Zero; a negative number; the base 1.
    pub fn log(self, base: Decimal) -> Result<Decimal, Fault> {
        let (base_ln, ln) = (base.wide_ln()?, self.wide_ln()?);
        if base_ln.is_zero() {
            return Err(Fault::new("division by zero"));
        }
        let (base_digits, digits) = (ln_digits(base), ln_digits(self));
        let scale = base.at_least(self.at_least(DIGITS_MIN - (digits - base_digits)).into());
        // As many digits of each as PostgreSQL takes.
        let significant = i32::from(scale) + digits - base_digits + GUARD;
        let (ln, base_ln) = (ln.at((significant - digits).max(0)), base_ln.at((significant - base_digits).max(0)));
        ln.over(base_ln).rounded(scale).ok_or_else(too_long)
    }

    /// `self ^ exponent`
    ///
    /// # Errors
    /// Zero to a negative power, a negative number to a broken one; more than 38 digits before the point.
    pub fn power(self, exponent: Decimal) -> Result<Decimal, Fault> {
        if self.is_zero() && exponent.mantissa < 0 {
            return Err(Fault::new("zero raised to a negative power is undefined"));
        }
        let whole = exponent.normalized();
        if let (0, Ok(exponent)) = (whole.scale, i32::try_from(whole.mantissa)) {
            return self.power_of_whole(exponent);
        }
        if self.is_zero() {
            return Ok(Decimal { mantissa: 0, scale: DIGITS_MIN as u8 });
        }
        if self.mantissa < 0 && whole.scale > 0 {
            return Err(Fault::new("a negative number raised to a non-integer power yields a complex result"));
        }
        let negative = self.mantissa < 0 && whole.mantissa % 2 != 0;
        let (base, exponent_wide) = (self.abs(), Wide::from(exponent));
        let ln = base.wide_ln()?;
        // The scale comes from a rough estimate of the exponent of e, which is exact in 8 digits or so.
        let rough_scale = u8::try_from(GUARD - ln_digits(base)).unwrap_or(0);
        let rough = Wide::from(ln.rounded(rough_scale).ok_or_else(too_long)?).times(exponent_wide);
        let value = rough.rounded(rough_scale).map_or_else(|| rough.to_f64(), Decimal::to_f64);
        let whole_digits = whole_digits(value);
        let scale = exponent.at_least(base.at_least(DIGITS_MIN - whole_digits).into());
        // As many digits as PostgreSQL takes.
        let digits = (i32::from(scale) + whole_digits).max(0);
        let places = (digits - ln_digits(base) + GUARD).max(0);
        let result = exponential(ln.at(places).times(exponent_wide).at(places), value, scale)?;
        Ok(if negative { result.neg() } else { result })
    }

    fn power_of_whole(self, exponent: i32) -> Result<Decimal, Fault> {
        let scale = self.at_least(DIGITS_MIN);
        if exponent == 0 {
            return Wide::ONE.rounded(scale).ok_or_else(too_long);
        }
        let digits = f64::from(exponent) * self.abs().to_f64().log10();
        if self.is_zero() || digits < -2.0 - f64::from(Decimal::SCALE_MAX) {
            return Ok(Decimal { mantissa: 0, scale });
        }
        if digits > f64::from(Decimal::DIGITS_MAX) + 1.0 {
            return Err(too_long());
        }
        let power = Wide::from(self).to_the(exponent.unsigned_abs());
        let power = if exponent < 0 { power.reciprocal() } else { power };
        power.rounded(scale).ok_or_else(too_long)
    }

    /// `n!`
    ///
    /// # Errors
    /// A negative number; more than 38 digits.
    pub fn factorial(n: i64) -> Result<Decimal, Fault> {
        if n < 0 {
            return Err(Fault::of(n, "factorial of a negative number is undefined"));
        }
        (2..=i128::from(n)).try_fold(1, i128::checked_mul).and_then(|product| Decimal::new(product, 0)).ok_or_else(too_long)
    }

    fn wide_ln(self) -> Result<Wide, Fault> {
        match self.mantissa {
            0 => Err(Fault::of(self, "cannot take logarithm of zero")),
            ..0 => Err(Fault::of(self, "cannot take logarithm of a negative number")),
            _ => Ok(Wide::from(self).ln()),
        }
    }

    /// A result's scale, which is not below an argument's.
    fn at_least(self, scale: i32) -> u8 {
        scale.clamp(self.scale.into(), Decimal::SCALE_MAX.into()) as u8
    }
}

/// Decimal digits that e to this power has before the point, in truth or nearly; below zero for those that are missing behind it.
fn whole_digits(value: f64) -> i32 {
    (value * LOG10_E).clamp(-2000.0, 2000.0) as i32
}

/// e to a power that is nearly `value`.
fn exponential(power: Wide, value: f64, scale: u8) -> Result<Decimal, Fault> {
    if value > EXPONENT_MAX {
        return Err(too_long());
    }
    if value < -EXPONENT_MAX {
        return Ok(Decimal { mantissa: 0, scale });
    }
    let result = if value.abs() <= 0.01 { series(power, i32::from(scale) + GUARD) } else { power.exp() };
    result.rounded(scale).ok_or_else(too_long)
}

/// e to a power near 0, summed up as PostgreSQL does it: beside a half of the last digit its rounding of what is added tells.
fn series(power: Wide, places: i32) -> Wide {
    let (mut sum, mut term) = (Wide::ONE.plus(power), power);
    for n in 2.. {
        term = term.times(power).at(places).over_small(n).at(places);
        if term.is_zero() {
            break;
        }
        sum = sum.plus(term);
    }
    sum
}

/// PostgreSQL's estimate of where the first digit of `ln(value)` stands: it counts in the scales.
fn ln_digits(value: Decimal) -> i32 {
    let one = Decimal::from(1_i32);
    let near_one = Decimal { mantissa: 9, scale: 1 } <= value && value <= Decimal { mantissa: 11, scale: 1 };
    if near_one {
        // ln(1 + x) is about x.
        let above = value.checked_sub(one).unwrap_or(Decimal::ZERO);
        return if above.is_zero() { 0 } else { above.digits() as i32 - 1 - i32::from(above.scale) };
    }
    // Its first two digits in base 10000.
    let (weight, first) = leading_base_digit(value);
    let taken = first.checked_ilog10().map_or(0, |log| log + 1) + BASE_DIGITS as u32;
    let magnitude = value.mantissa.unsigned_abs();
    let two = match value.digits().checked_sub(taken) {
        Some(dropped) => magnitude / power(dropped),
        None => magnitude * power(taken - value.digits()),
    };
    let ln = (two as f64).ln() + f64::from((weight - 1) * BASE_DIGITS) * std::f64::consts::LN_10;
    ln.abs().log10() as i32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn told(result: Result<Decimal, Fault>) -> String {
        result.map_or_else(|fault| fault.reason.into_owned(), |value| value.to_string())
    }

    // All taken from a PostgreSQL 15 server.
    #[test]
    fn give_what_postgresql_gives() {
        let one = |function: fn(Decimal) -> Result<Decimal, Fault>, text| told(function(decimal(text)));
        let log = |base, text| told(decimal(text).log(decimal(base)));
        let power = |base, exponent| told(decimal(base).power(decimal(exponent)));
        assert_eq!(one(Decimal::sqrt, "2"), "1.414213562373095");
        assert_eq!(one(Decimal::sqrt, "0"), "0.000000000000000");
        assert_eq!(one(Decimal::exp, "1"), "2.7182818284590452");
        assert_eq!(one(Decimal::exp, "100"), "more than 38 digits in a decimal");
        assert_eq!(one(Decimal::ln, "2"), "0.6931471805599453");
        assert_eq!(one(Decimal::ln, "1"), "0.0000000000000000");
        assert_eq!(one(Decimal::ln, "0.0"), "cannot take logarithm of zero");
        assert_eq!(log("2", "8"), "3.0000000000000000");
        assert_eq!(log("1.0", "8"), "division by zero");
        assert_eq!(power("2", "0.5"), "1.4142135623730950");
        assert_eq!(power("0.5", "17"), "0.0000076293945313");
        assert_eq!(power("-2", "0.5"), "a negative number raised to a non-integer power yields a complex result");
        assert_eq!(power("0", "-1"), "zero raised to a negative power is undefined");
        assert_eq!(told(Decimal::factorial(33)), "8683317618811886495518194401280000000");
        assert_eq!(told(Decimal::factorial(34)), "more than 38 digits in a decimal");
    }
}
