//! Mathematical functions, with PostgreSQL's limits: what has no result is a fault, and nothing
//! becomes infinite or zero by itself.

use crate::row::Fault;
use crate::sql::{Exact, Whole, divide, multiply};
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

/// `min_scale(decimal)`: digits behind the point that are not zeros at its end.
#[must_use]
pub fn min_scale(value: Decimal) -> i32 {
    value.normalized().scale().into()
}

/// `gcd(decimal, decimal)`, at the larger scale.
///
/// # Errors
/// More than 38 digits at the larger scale.
pub fn decimal_gcd(left: Decimal, right: Decimal) -> Result<Decimal, Fault> {
    left.gcd(right)
}

/// `lcm(decimal, decimal)`, at the larger scale.
///
/// # Errors
/// More than 38 digits.
pub fn decimal_lcm(left: Decimal, right: Decimal) -> Result<Decimal, Fault> {
    left.lcm(right)
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

/// `sqrt(decimal)`
///
/// # Errors
/// A negative number.
#[cfg(feature = "powers")]
pub fn decimal_sqrt(value: Decimal) -> Result<Decimal, Fault> {
    value.sqrt()
}

/// `exp(decimal)`
///
/// # Errors
/// More than 38 digits before the point.
#[cfg(feature = "powers")]
pub fn decimal_exp(value: Decimal) -> Result<Decimal, Fault> {
    value.exp()
}

/// `ln(decimal)`
///
/// # Errors
/// Zero; a negative number.
#[cfg(feature = "powers")]
pub fn decimal_ln(value: Decimal) -> Result<Decimal, Fault> {
    value.ln()
}

/// `log(decimal)`, of base 10.
///
/// # Errors
/// Zero; a negative number.
#[cfg(feature = "powers")]
pub fn decimal_log10(value: Decimal) -> Result<Decimal, Fault> {
    value.log(Decimal::from(10_i32))
}

/// `log(base, value)` of decimals.
///
/// # Errors
/// Zero; a negative number; the base 1.
#[cfg(feature = "powers")]
pub fn decimal_log(base: Decimal, value: Decimal) -> Result<Decimal, Fault> {
    value.log(base)
}

/// `power(decimal, decimal)`
///
/// # Errors
/// Zero to a negative power, a negative number to a broken one; more than 38 digits before the
/// point.
#[cfg(feature = "powers")]
pub fn decimal_power(base: Decimal, exponent: Decimal) -> Result<Decimal, Fault> {
    base.power(exponent)
}

/// `factorial(bigint)`
///
/// # Errors
/// A negative number; more than 38 digits.
pub fn factorial(value: i64) -> Result<Decimal, Fault> {
    Decimal::factorial(value)
}

/// `sqrt(double precision)`
///
/// # Errors
/// A negative number.
pub fn sqrt(value: f64) -> Result<f64, Fault> {
    if value < 0.0 {
        Err(Fault::of(
            value,
            "cannot take square root of a negative number",
        ))
    } else {
        Ok(value.sqrt())
    }
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
        Err(Fault::of(
            value,
            "cannot take logarithm of a negative number",
        ))
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
        return Err(Fault::new(
            "a negative number raised to a non-integer power yields a complex result",
        ));
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

/// `width_bucket(value, low, high, count)` of doubles: the bucket, from 1 on, of so many between
/// the bounds; 0 and one more lie outside.
///
/// # Errors
/// No buckets; bounds that are equal, or no numbers.
pub fn width_bucket(value: f64, low: f64, high: f64, count: i32) -> Result<i32, Fault> {
    if count <= 0 {
        return Err(no_buckets());
    }
    if value.is_nan() || low.is_nan() || high.is_nan() {
        return Err(Fault::new(
            "operand, lower bound, and upper bound cannot be NaN",
        ));
    }
    if low.is_infinite() || high.is_infinite() {
        return Err(Fault::new("lower and upper bounds must be finite"));
    }
    if low == high {
        return Err(equal_bounds());
    }
    let (before, behind) = if low < high {
        (value < low, value >= high)
    } else {
        (value > low, value <= high)
    };
    if before {
        return Ok(0);
    }
    if behind {
        return one_more(count);
    }
    // As PostgreSQL 15 counts: what is rounded to the upper bound lies behind it.
    let bucket = f64::from(count) * (value - low) / (high - low) + 1.0;
    if (0.0..f64::from(i32::MAX) + 1.0).contains(&bucket) {
        Ok(bucket as i32)
    } else {
        Err(out_of_range())
    }
}

/// `width_bucket(value, low, high, count)` of decimals.
///
/// # Errors
/// No buckets; bounds that are equal; out of range.
#[cfg(feature = "powers")]
pub fn decimal_width_bucket(
    value: Decimal,
    low: Decimal,
    high: Decimal,
    count: i32,
) -> Result<i32, Fault> {
    if count <= 0 {
        return Err(no_buckets());
    }
    if low == high {
        return Err(equal_bounds());
    }
    let (before, behind) = if low < high {
        (value < low, value >= high)
    } else {
        (value > low, value <= high)
    };
    if before {
        return Ok(0);
    }
    if behind {
        return one_more(count);
    }
    value.bucket(low, high, count)
}

#[cold]
fn no_buckets() -> Fault {
    Fault::new("count must be greater than zero")
}

#[cold]
fn equal_bounds() -> Fault {
    Fault::new("lower bound cannot equal upper bound")
}

fn one_more(count: i32) -> Result<i32, Fault> {
    count.checked_add(1).ok_or_else(out_of_range)
}

#[cold]
fn out_of_range() -> Fault {
    Fault::new("integer out of range")
}

/// `pi()`
#[must_use]
pub fn pi() -> f64 {
    std::f64::consts::PI
}

const RADIANS_PER_DEGREE: f64 = 0.017_453_292_519_943_295;

/// `degrees(radians)`
///
/// # Errors
/// Out of range.
pub fn degrees(radians: f64) -> Result<f64, Fault> {
    divide(radians, RADIANS_PER_DEGREE)
}

/// `radians(degrees)`
///
/// # Errors
/// Out of range.
pub fn radians(degrees: f64) -> Result<f64, Fault> {
    multiply(degrees, RADIANS_PER_DEGREE)
}

/// `sin(angle)`
///
/// # Errors
/// The infinities.
pub fn sin(angle: f64) -> Result<f64, Fault> {
    of_angle(angle, f64::sin)
}

/// `cos(angle)`
///
/// # Errors
/// The infinities.
pub fn cos(angle: f64) -> Result<f64, Fault> {
    of_angle(angle, f64::cos)
}

/// `tan(angle)`
///
/// # Errors
/// The infinities.
pub fn tan(angle: f64) -> Result<f64, Fault> {
    of_angle(angle, f64::tan)
}

/// `cot(angle)`
///
/// # Errors
/// The infinities.
pub fn cot(angle: f64) -> Result<f64, Fault> {
    of_angle(angle, |angle| 1.0 / angle.tan())
}

/// `asin(sine)`
///
/// # Errors
/// Beyond 1 and -1.
pub fn asin(sine: f64) -> Result<f64, Fault> {
    to_angle(sine, f64::asin)
}

/// `acos(cosine)`
///
/// # Errors
/// Beyond 1 and -1.
pub fn acos(cosine: f64) -> Result<f64, Fault> {
    to_angle(cosine, f64::acos)
}

fn of_angle(angle: f64, of: fn(f64) -> f64) -> Result<f64, Fault> {
    if angle.is_infinite() {
        Err(Fault::of(angle, "input is out of range"))
    } else {
        Ok(of(angle))
    }
}

fn to_angle(value: f64, of: fn(f64) -> f64) -> Result<f64, Fault> {
    if value.abs() > 1.0 {
        Err(Fault::of(value, "input is out of range"))
    } else {
        Ok(of(value))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_has_no_result_is_a_fault() {
        assert!(
            sqrt(-1.0).is_err()
                && ln(0.0).is_err()
                && log(-1.0).is_err()
                && exp(1000.0).is_err()
                && exp(-1000.0).is_err()
        );
        assert!(
            power(0.0, -1.0).is_err() && power(-2.0, 0.5).is_err() && power(10.0, 400.0).is_err()
        );
        assert_eq!(
            (
                power(-2.0, 3.0).unwrap(),
                power(f64::NAN, 0.0).unwrap(),
                exp(f64::NEG_INFINITY).unwrap()
            ),
            (-8.0, 1.0, 0.0)
        );
        assert!(sqrt(f64::NAN).unwrap().is_nan());
        assert_eq!(
            (
                gcd(-12, 18).unwrap(),
                lcm(4_i64, -6).unwrap(),
                gcd(0, 0).unwrap()
            ),
            (6, 12, 0)
        );
        assert!(gcd(i32::MIN, 0).is_err() && lcm(i32::MAX, 2).is_err());
        let decimal = |text| Decimal::parse(text).unwrap();
        assert_eq!(
            whole_quotient(decimal("-7.5"), decimal("2"))
                .unwrap()
                .to_string(),
            "-3"
        );
        assert_eq!(decimal_sign(decimal("-0.1")).to_string(), "-1");
    }
    // All taken from a PostgreSQL 15 server.
    #[cfg(feature = "powers")]
    #[test]
    fn buckets_of_decimals() {
        let decimal = |text| Decimal::parse(text).unwrap();
        let bucket = |value, low, high, count| {
            decimal_width_bucket(decimal(value), decimal(low), decimal(high), count)
        };
        assert_eq!(bucket("5.35", "0.024", "10.06", 5).unwrap(), 3);
        assert_eq!(
            bucket("-1.0", "-999999999999999999", "2.500000000", 10).unwrap(),
            11
        );
        // The more places, the finer the quotient's rounding.
        assert_eq!(
            bucket("1", "99999999999999999999.9999999999", "0", 10).unwrap(),
            11
        );
        assert_eq!(
            bucket(
                "1.0000000000000000000000000000000",
                "99999999999999999999.9999999999",
                "0",
                10
            )
            .unwrap(),
            10
        );
        assert_eq!(
            (
                bucket("-1", "0", "10", 5).unwrap(),
                bucket("10", "0", "10", 5).unwrap()
            ),
            (0, 6)
        );
        assert_eq!(
            (
                bucket("0", "0", "10", 5).unwrap(),
                bucket("10", "10", "0", 5).unwrap()
            ),
            (1, 1)
        );
        assert!(
            bucket("1", "2", "2.0", 5).is_err()
                && bucket("1", "0", "2", 0).is_err()
                && bucket("9", "0", "2", i32::MAX).is_err()
        );
    }

    // All taken from a PostgreSQL 15 server.
    #[test]
    fn buckets_and_divisors() {
        let decimal = |text| Decimal::parse(text).unwrap();
        assert_eq!(
            (
                width_bucket(0.5, 1.0, 0.0, 4).unwrap(),
                width_bucket(5.0, 0.0, 10.0, 4).unwrap()
            ),
            (3, 3)
        );
        assert!(
            width_bucket(f64::NAN, 0.0, 1.0, 4).is_err()
                && width_bucket(0.0, f64::MIN, f64::MAX, 4).is_err()
        );
        assert_eq!(
            decimal_gcd(decimal("12.30"), decimal("-4.1"))
                .unwrap()
                .to_string(),
            "4.10"
        );
        assert_eq!(
            decimal_lcm(decimal("0.5"), decimal("-0.75"))
                .unwrap()
                .to_string(),
            "1.50"
        );
        assert_eq!(
            decimal_lcm(decimal("0"), decimal("1.5"))
                .unwrap()
                .to_string(),
            "0.0"
        );
        assert_eq!(
            (
                min_scale(decimal("8.4100")),
                factorial(5).unwrap().to_string()
            ),
            (2, "120".to_owned())
        );
    }

    #[test]
    fn angles() {
        assert_eq!(
            (degrees(pi()).unwrap(), radians(180.0).unwrap()),
            (180.0, pi())
        );
        assert!(
            sin(f64::INFINITY).is_err()
                && asin(1.5).is_err()
                && acos(-1.5).is_err()
                && degrees(f64::MAX).is_err()
        );
        assert!(cos(f64::NAN).unwrap().is_nan() && asin(f64::NAN).unwrap().is_nan());
        assert_eq!((cot(0.0).unwrap(), tan(0.0).unwrap()), (f64::INFINITY, 0.0));
    }
}
