//! Roots, powers and logarithms, with the result scales of PostgreSQL's numeric: 16 significant
//! digits or so, and the arguments' scale; and buckets, whose bounds may be further apart than a
//! decimal is long. The feature `powers` has them.
//!
//! As elsewhere a result of more than 38 digits has its fraction rounded, and one that is longer
//! before the point is a fault.

use super::math::{BASE_DIGITS, leading_base_digit, quotient_scale, too_long};
use super::wide::{
    Wide, at, cut_behind, cut_for_decimal, finite, is_zero, rounded, whole, whole_digits,
};
use super::{Decimal, power};
use crate::Fault;

/// Significant digits that a result has at least.
const DIGITS_MIN: i32 = 16;

/// Decimal digits for one of base e; PostgreSQL has it with these digits.
#[allow(clippy::approx_constant)] // A digit more, and a scale could differ.
const LOG10_E: f64 = 0.434_294_481_903_252;

/// Digits that PostgreSQL computes beyond those of the result.
const GUARD: i32 = 8;

/// Beyond this, in either direction, e to the power of a number has more than 38 digits before the
/// point, or zeros behind it only.
const EXPONENT_MAX: f64 = 200.0;

impl Decimal {
    /// `sqrt(self)`
    ///
    /// # Errors
    /// A negative number.
    pub fn sqrt(self) -> Result<Decimal, Fault> {
        if self.mantissa < 0 {
            return Err(Fault::of(
                self,
                "cannot take square root of a negative number",
            ));
        }
        let (weight, _) = leading_base_digit(self);
        let scale = self.at_least(DIGITS_MIN - ((weight + 1) * BASE_DIGITS / 2 - 1));
        let root =
            cut_for_decimal(i32::from(scale) + (weight + 1) * BASE_DIGITS / 2).sqrt(&self.into());
        rounded(&finite(root)?, scale).ok_or_else(too_long)
    }

    /// `exp(self)`
    ///
    /// # Errors
    /// More than 38 digits before the point.
    pub fn exp(self) -> Result<Decimal, Fault> {
        let value = self.to_f64();
        let scale = self.at_least(DIGITS_MIN - power_digits(value));
        exponential(value, scale, || Ok(self.into()))
    }

    /// `ln(self)`
    ///
    /// # Errors
    /// Zero; a negative number.
    pub fn ln(self) -> Result<Decimal, Fault> {
        self.check_ln()?;
        let scale = self.at_least(DIGITS_MIN - ln_digits(self));
        let ln = cut_for_decimal(i32::from(scale) + ln_digits(self) + 1).ln(&self.into(), None);
        rounded(&finite(ln)?, scale).ok_or_else(too_long)
    }

    /// The logarithm of `self` to a base.
    ///
    /// # Errors
    /// Zero; a negative number; the base 1.
    pub fn log(self, base: Decimal) -> Result<Decimal, Fault> {
        base.check_ln()?;
        self.check_ln()?;
        let (base_digits, digits) = (ln_digits(base), ln_digits(self));
        let scale = base.at_least(self.at_least(DIGITS_MIN - (digits - base_digits)).into());
        // As many digits of each as PostgreSQL takes.
        let significant = i32::from(scale) + digits - base_digits + GUARD;
        let (ln, base_ln) = (
            self.ln_at(significant - digits)?,
            base.ln_at(significant - base_digits)?,
        );
        if is_zero(&base_ln) {
            return Err(Fault::new("division by zero"));
        }
        let quotient =
            cut_for_decimal(i32::from(scale) + whole_digits(&ln) - whole_digits(&base_ln) + 1)
                .div(&ln, &base_ln);
        rounded(&finite(quotient)?, scale).ok_or_else(too_long)
    }

    /// `self ^ exponent`
    ///
    /// # Errors
    /// Zero to a negative power, a negative number to a broken one; more than 38 digits before the
    /// point.
    pub fn power(self, exponent: Decimal) -> Result<Decimal, Fault> {
        if self.is_zero() && exponent.mantissa < 0 {
            return Err(Fault::new("zero raised to a negative power is undefined"));
        }
        let whole = exponent.normalized();
        if let (0, Ok(exponent)) = (whole.scale, i32::try_from(whole.mantissa)) {
            return self.power_of_whole(exponent);
        }
        if self.is_zero() {
            return Ok(Decimal {
                mantissa: 0,
                scale: DIGITS_MIN as u8,
            });
        }
        if self.mantissa < 0 && whole.scale > 0 {
            return Err(Fault::new(
                "a negative number raised to a non-integer power yields a complex result",
            ));
        }
        let negative = self.mantissa < 0 && whole.mantissa % 2 != 0;
        let (base, exponent_wide) = (self.abs(), Wide::from(exponent));
        let ln_digits = ln_digits(base);
        // The scale comes from a rough estimate of the exponent of e, which is exact in 8 digits or
        // so.
        let rough_scale = u8::try_from(GUARD - ln_digits).unwrap_or(0);
        let rough = rounded(&base.ln_at(rough_scale.into())?, rough_scale).ok_or_else(too_long)?;
        let far = if (rough.mantissa < 0) == (exponent.mantissa < 0) {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        };
        let value = rounded(&(&Wide::from(rough) * &exponent_wide), rough_scale)
            .map_or(far, Decimal::to_f64);
        let whole_digits = power_digits(value);
        let scale = exponent.at_least(base.at_least(DIGITS_MIN - whole_digits).into());
        // As many digits as PostgreSQL takes.
        let digits = (i32::from(scale) + whole_digits).max(0);
        let places = (digits - ln_digits + GUARD).max(0);
        let result = exponential(value, scale, || {
            Ok(at(base.ln_at(places)? * exponent_wide, places))
        })?;
        Ok(if negative { result.neg() } else { result })
    }

    fn power_of_whole(self, exponent: i32) -> Result<Decimal, Fault> {
        let scale = self.at_least(DIGITS_MIN);
        if exponent == 0 {
            return rounded(&Wide::one(), scale).ok_or_else(too_long);
        }
        let digits = f64::from(exponent) * self.abs().to_f64().log10();
        if self.is_zero() || digits < -2.0 - f64::from(Decimal::SCALE_MAX) {
            return Ok(Decimal { mantissa: 0, scale });
        }
        if digits > f64::from(Decimal::DIGITS_MAX) + 1.0 {
            return Err(too_long());
        }
        let power = cut_for_decimal(i32::from(scale) + digits.ceil() as i32 + 1)
            .powi(&self.into(), exponent.into());
        rounded(&finite(power)?, scale).ok_or_else(too_long)
    }

    /// In which of so many buckets between two bounds it lies, from 1 on; the bounds differ, and it
    /// is not outside.
    ///
    /// # Errors
    /// Out of range.
    pub fn bucket(self, low: Decimal, high: Decimal, count: i32) -> Result<i32, Fault> {
        let above_low = |value: Decimal| Wide::from(value) - Wide::from(low);
        let (share, width) = (
            above_low(self) * Wide::from(Decimal::from(count)),
            above_low(high),
        );
        // With the scale of a quotient, at which PostgreSQL rounds: what comes to be on a bucket's
        // end lies in the next.
        let shortened = |value: &Wide| {
            rounded(value, Decimal::SCALE_MAX)
                .map(Decimal::normalized)
                .ok_or_else(too_long)
        };
        let scale = quotient_scale(shortened(&share)?, shortened(&width)?);
        let scale = [self, low, high]
            .into_iter()
            .fold(scale, |scale, value| scale.max(value.scale.into())) as i32;
        let quotient = finite(
            cut_behind(scale + whole_digits(&share) - whole_digits(&width) + 1).div(&share, &width),
        )?;
        let passed = whole(at(quotient, scale)).and_then(|passed| i32::try_from(passed + 1).ok());
        passed.ok_or_else(|| Fault::new("integer out of range"))
    }

    /// That it has a logarithm.
    fn check_ln(self) -> Result<(), Fault> {
        match self.mantissa {
            0 => Err(Fault::of(self, "cannot take logarithm of zero")),
            ..0 => Err(Fault::of(
                self,
                "cannot take logarithm of a negative number",
            )),
            _ => Ok(()),
        }
    }

    /// The natural logarithm, rounded at a place that is not in front of the point.
    fn ln_at(self, places: i32) -> Result<Wide, Fault> {
        self.check_ln()?;
        let places = places.max(0);
        let ln = cut_behind(places + ln_digits(self) + 1).ln(&self.into(), None);
        Ok(at(finite(ln)?, places))
    }

    /// A result's scale, which is not below an argument's.
    fn at_least(self, scale: i32) -> u8 {
        scale.clamp(self.scale.into(), Decimal::SCALE_MAX.into()) as u8
    }
}

/// Decimal digits that e to this power has before the point, in truth or nearly; below zero for
/// those that are missing behind it.
fn power_digits(value: f64) -> i32 {
    (value * LOG10_E).clamp(-2000.0, 2000.0) as i32
}

/// e to a power that is nearly `value`, and is worked out only where the result has digits.
fn exponential(
    value: f64,
    scale: u8,
    power: impl FnOnce() -> Result<Wide, Fault>,
) -> Result<Decimal, Fault> {
    if value > EXPONENT_MAX {
        return Err(too_long());
    }
    if value < -EXPONENT_MAX {
        return Ok(Decimal { mantissa: 0, scale });
    }
    let power = power()?;
    let result = if value.abs() <= 0.01 {
        series(&power, i32::from(scale) + GUARD)?
    } else {
        finite(cut_for_decimal(i32::from(scale) + power_digits(value) + 1).exp(&power, None))?
    };
    rounded(&result, scale).ok_or_else(too_long)
}

/// e to a power near 0, summed up as PostgreSQL does it: beside a half of the last digit its
/// rounding of what is added tells.
fn series(power: &Wide, places: i32) -> Result<Wide, Fault> {
    let (mut sum, mut term) = (&Wide::one() + power, power.clone());
    for n in 2_i32.. {
        let product = at(&term * power, places);
        let quotient =
            cut_behind(places + whole_digits(&product)).div(&product, &Wide::new(n.into(), 0));
        term = at(finite(quotient)?, places);
        if is_zero(&term) {
            break;
        }
        sum = &sum + &term;
    }
    Ok(sum)
}

/// PostgreSQL's estimate of where the first digit of `ln(value)` stands: it counts in the scales.
fn ln_digits(value: Decimal) -> i32 {
    let one = Decimal::from(1_i32);
    let near_one = Decimal {
        mantissa: 9,
        scale: 1,
    } <= value
        && value
            <= Decimal {
                mantissa: 11,
                scale: 1,
            };
    if near_one {
        // ln(1 + x) is about x.
        let above = value.checked_sub(one).unwrap_or(Decimal::ZERO);
        return if above.is_zero() {
            0
        } else {
            above.digits() as i32 - 1 - i32::from(above.scale)
        };
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
        let one =
            |function: fn(Decimal) -> Result<Decimal, Fault>, text| told(function(decimal(text)));
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
        assert_eq!(
            power("-2", "0.5"),
            "a negative number raised to a non-integer power yields a complex result"
        );
        assert_eq!(
            power("0", "-1"),
            "zero raised to a negative power is undefined"
        );
        assert_eq!(
            power("0.0647", "-979656314.141940317293"),
            "more than 38 digits in a decimal"
        );
        assert_eq!(
            power("0.0647", "979656314.5"),
            format!("0.{}", "0".repeat(76))
        );
    }
}
