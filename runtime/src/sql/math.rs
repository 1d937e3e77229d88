//! Mathematical functions, with PostgreSQL's limits: what has no result is a fault, and nothing becomes infinite or zero by itself.

use crate::row::Fault;
use crate::sql::{Exact, Whole};
use crate::value::Decimal;

/// `trunc(decimal)`
///
/// # Errors
/// More than 38 digits.
pub fn trunc(value: Decimal) -> Result<Decimal, Fault> {
    value.trunc(0)
}

/// `trunc(decimal, places)`: towards zero; negative places cut before the point.
///
/// # Errors
/// More than 38 digits.
pub fn trunc_to(value: Decimal, places: i32) -> Result<Decimal, Fault> {
    value.trunc(places)
}

/// `sign(decimal)`
#[must_use]
pub fn decimal_sign(value: Decimal) -> Decimal {
    Decimal::from_parts(value.mantissa().signum(), 0)
}

/// `sign(double precision)`
#[must_use]
pub fn double_sign(value: f64) -> f64 {
    if value > 0.0 {
        1.0
    } else if value < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// `div(decimal, decimal)`: the quotient truncated to a whole number.
///
/// # Errors
/// Division by zero; more than 38 digits.
pub fn whole_quotient(left: Decimal, right: Decimal) -> Result<Decimal, Fault> {
    // Without the rest it divides evenly, and nothing is rounded.
    let rest = left.checked_rem(right)?;
    left.checked_sub(rest)?.checked_div(right)?.round(0)
}

/// `scale(decimal)`: digits behind the point.
#[must_use]
pub fn scale(value: Decimal) -> i32 {
    value.scale().into()
}

/// `gcd(left, right)`
///
/// # Errors
/// The least value of the type, whose magnitude does not fit.
pub fn gcd<T: Exact + Whole + PartialEq + Default>(left: T, right: T) -> Result<T, Fault> {
    let (mut left, mut right) = (left, right);
    while right != T::default() {
        (left, right) = (right, left.rest(right)?);
    }
    left.magnitude()
}

/// `lcm(left, right)`
///
/// # Errors
/// Out of range.
pub fn lcm<T: Exact + Whole + PartialEq + Default>(left: T, right: T) -> Result<T, Fault> {
    if left == T::default() || right == T::default() {
        return Ok(T::default());
    }
    left.over(gcd(left, right)?)?.times(right)?.magnitude()
}

#[cold]
fn overflow() -> Fault {
    Fault::new("value out of range: overflow")
}

#[cold]
fn underflow() -> Fault {
    Fault::new("value out of range: underflow")
}

/// `sqrt(double precision)`
///
/// # Errors
/// A negative number.
pub fn sqrt(value: f64) -> Result<f64, Fault> {
    if value < 0.0 { Err(Fault::of(value, "cannot take square root of a negative number")) } else { Ok(value.sqrt()) }
}

/// `exp(double precision)`
///
/// # Errors
/// Out of range.
pub fn exp(value: f64) -> Result<f64, Fault> {
    match value.exp() {
        result if !value.is_finite() => Ok(result),
        result if result.is_infinite() => Err(overflow()),
        0.0 => Err(underflow()),
        result => Ok(result),
    }
}

/// `ln(double precision)`
///
/// # Errors
/// Zero; a negative number.
pub fn ln(value: f64) -> Result<f64, Fault> {
    logarithm(value, f64::ln)
}

/// `log(double precision)`, of base 10.
///
/// # Errors
/// Zero; a negative number.
pub fn log(value: f64) -> Result<f64, Fault> {
    logarithm(value, f64::log10)
}

fn logarithm(value: f64, of: fn(f64) -> f64) -> Result<f64, Fault> {
    if value == 0.0 {
        Err(Fault::of(value, "cannot take logarithm of zero"))
    } else if value < 0.0 {
        Err(Fault::of(value, "cannot take logarithm of a negative number"))
    } else {
        Ok(of(value))
    }
}

/// `power(double precision, double precision)`
///
/// # Errors
/// Zero to a negative power, a negative number to a broken one; out of range.
pub fn power(base: f64, exponent: f64) -> Result<f64, Fault> {
    if base == 0.0 && exponent < 0.0 {
        return Err(Fault::new("zero raised to a negative power is undefined"));
    }
    if base < 0.0 && exponent.is_finite() && exponent.fract() != 0.0 {
        return Err(Fault::new("a negative number raised to a non-integer power yields a complex result"));
    }
    let result = base.powf(exponent);
    if !base.is_finite() || !exponent.is_finite() {
        return Ok(result);
    }
    if result.is_infinite() {
        Err(overflow())
    } else if result == 0.0 && base != 0.0 {
        Err(underflow())
    } else {
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_has_no_result_is_a_fault() {
        assert!(sqrt(-1.0).is_err() && ln(0.0).is_err() && log(-1.0).is_err() && exp(1000.0).is_err() && exp(-1000.0).is_err());
        assert!(power(0.0, -1.0).is_err() && power(-2.0, 0.5).is_err() && power(10.0, 400.0).is_err());
        assert_eq!((power(-2.0, 3.0).unwrap(), power(f64::NAN, 0.0).unwrap(), exp(f64::NEG_INFINITY).unwrap()), (-8.0, 1.0, 0.0));
        assert!(sqrt(f64::NAN).unwrap().is_nan());
        assert_eq!((gcd(-12, 18).unwrap(), lcm(4_i64, -6).unwrap(), gcd(0, 0).unwrap()), (6, 12, 0));
        assert!(gcd(i32::MIN, 0).is_err() && lcm(i32::MAX, 2).is_err());
        let decimal = |text| Decimal::parse(text).unwrap();
        assert_eq!(whole_quotient(decimal("-7.5"), decimal("2")).unwrap().to_string(), "-3");
        assert_eq!(decimal_sign(decimal("-0.1")).to_string(), "-1");
    }
}
