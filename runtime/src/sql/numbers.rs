//! Arithmetic, exact or rejected: nothing wraps, and nothing becomes infinite.

use crate::row::Fault;
use crate::value::Decimal;

/// A type that SQL calculates with.
pub trait Number: Copy + Sized {
    /// `self + other`
    ///
    /// # Errors
    /// Out of range.
    fn plus(self, other: Self) -> Result<Self, Fault>;
    /// `self - other`
    ///
    /// # Errors
    /// Out of range.
    fn minus(self, other: Self) -> Result<Self, Fault>;
    /// `self * other`
    ///
    /// # Errors
    /// Out of range.
    fn times(self, other: Self) -> Result<Self, Fault>;
    /// `self / other`; of whole numbers the whole part.
    ///
    /// # Errors
    /// Out of range; division by zero.
    fn over(self, other: Self) -> Result<Self, Fault>;
}

/// A type with a remainder.
pub trait Exact: Number {
    /// The remainder of the division truncated to a whole number; it has the sign of `self`.
    ///
    /// # Errors
    /// Division by zero.
    fn rest(self, other: Self) -> Result<Self, Fault>;
}

/// A whole number, whose least value has no opposite.
pub trait Whole: Number {
    /// `-self`
    ///
    /// # Errors
    /// The least value.
    fn opposite(self) -> Result<Self, Fault>;
    /// The magnitude.
    ///
    /// # Errors
    /// The least value.
    fn magnitude(self) -> Result<Self, Fault>;
}

/// `left + right`
///
/// # Errors
/// Out of range.
#[inline]
pub fn add<T: Number>(left: T, right: T) -> Result<T, Fault> {
    left.plus(right)
}

/// `left - right`
///
/// # Errors
/// Out of range.
#[inline]
pub fn subtract<T: Number>(left: T, right: T) -> Result<T, Fault> {
    left.minus(right)
}

/// `left * right`
///
/// # Errors
/// Out of range.
#[inline]
pub fn multiply<T: Number>(left: T, right: T) -> Result<T, Fault> {
    left.times(right)
}

/// `left / right`; of whole numbers the whole part.
///
/// # Errors
/// Out of range; division by zero.
#[inline]
pub fn divide<T: Number>(left: T, right: T) -> Result<T, Fault> {
    left.over(right)
}

/// `left % right`, `mod(left, right)`: it has the sign of `left`.
///
/// # Errors
/// Division by zero.
#[inline]
pub fn modulo<T: Exact>(left: T, right: T) -> Result<T, Fault> {
    left.rest(right)
}

/// `-value` of a whole number.
///
/// # Errors
/// The least value of the type.
#[inline]
pub fn negate<T: Whole>(value: T) -> Result<T, Fault> {
    value.opposite()
}

/// `abs(value)` of a whole number.
///
/// # Errors
/// The least value of the type.
#[inline]
pub fn abs<T: Whole>(value: T) -> Result<T, Fault> {
    value.magnitude()
}

/// `round(decimal)`: half away from zero.
///
/// # Errors
/// More than 38 digits.
#[inline]
pub fn round(value: Decimal) -> Result<Decimal, Fault> {
    value.round(0)
}

/// `round(decimal, places)`: half away from zero; negative places round before the point.
///
/// # Errors
/// More than 38 digits.
#[inline]
pub fn round_to(value: Decimal, places: i32) -> Result<Decimal, Fault> {
    value.round(places)
}

/// `ceil(decimal)`
///
/// # Errors
/// More than 38 digits.
#[inline]
pub fn ceil(value: Decimal) -> Result<Decimal, Fault> {
    value.ceil()
}

/// `floor(decimal)`
///
/// # Errors
/// More than 38 digits.
#[inline]
pub fn floor(value: Decimal) -> Result<Decimal, Fault> {
    value.floor()
}

#[cold]
fn division_by_zero() -> Fault {
    Fault::new("division by zero")
}

macro_rules! whole_numbers {
    ($($number:ty, $out_of_range:literal;)*) => {$(
        impl Number for $number {
            #[inline]
            fn plus(self, other: Self) -> Result<Self, Fault> {
                self.checked_add(other).ok_or_else(|| Fault::new($out_of_range))
            }

            #[inline]
            fn minus(self, other: Self) -> Result<Self, Fault> {
                self.checked_sub(other).ok_or_else(|| Fault::new($out_of_range))
            }

            #[inline]
            fn times(self, other: Self) -> Result<Self, Fault> {
                self.checked_mul(other).ok_or_else(|| Fault::new($out_of_range))
            }

            #[inline]
            fn over(self, other: Self) -> Result<Self, Fault> {
                if other == 0 {
                    return Err(division_by_zero());
                }
                self.checked_div(other).ok_or_else(|| Fault::new($out_of_range))
            }
        }

        impl Exact for $number {
            #[inline]
            fn rest(self, other: Self) -> Result<Self, Fault> {
                if other == 0 {
                    return Err(division_by_zero());
                }
                // The least value by -1 overflows in the processor, but leaves no rest.
                Ok(self.wrapping_rem(other))
            }
        }

        impl Whole for $number {
            #[inline]
            fn opposite(self) -> Result<Self, Fault> {
                self.checked_neg().ok_or_else(|| Fault::new($out_of_range))
            }

            #[inline]
            fn magnitude(self) -> Result<Self, Fault> {
                self.checked_abs().ok_or_else(|| Fault::new($out_of_range))
            }
        }
    )*};
}

whole_numbers! {
    i16, "smallint out of range";
    i32, "integer out of range";
    i64, "bigint out of range";
}

macro_rules! floats {
    ($($number:ty),*) => {$(
        impl Number for $number {
            #[inline]
            fn plus(self, other: Self) -> Result<Self, Fault> {
                checked(self + other, [self, other], false)
            }

            #[inline]
            fn minus(self, other: Self) -> Result<Self, Fault> {
                checked(self - other, [self, other], false)
            }

            #[inline]
            fn times(self, other: Self) -> Result<Self, Fault> {
                checked(self * other, [self, other], self != 0.0 && other != 0.0)
            }

            #[inline]
            fn over(self, other: Self) -> Result<Self, Fault> {
                if other == 0.0 && !self.is_nan() {
                    return Err(division_by_zero());
                }
                checked(self / other, [self, other], self != 0.0 && !other.is_infinite())
            }
        }
    )*};
}

floats!(f32, f64);

/// PostgreSQL's rule: an infinite result of finite operands, or a zero where `no_zero` says it can
/// be none, is out of range.
#[inline]
fn checked<T: Copy + Into<f64>>(result: T, operands: [T; 2], no_zero: bool) -> Result<T, Fault> {
    let value: f64 = result.into();
    if value.is_infinite()
        && !operands
            .into_iter()
            .any(|operand| operand.into().is_infinite())
    {
        return Err(Fault::new("value out of range: overflow"));
    }
    if value == 0.0 && no_zero {
        return Err(Fault::new("value out of range: underflow"));
    }
    Ok(result)
}

impl Number for Decimal {
    #[inline]
    fn plus(self, other: Self) -> Result<Self, Fault> {
        self.checked_add(other)
    }

    #[inline]
    fn minus(self, other: Self) -> Result<Self, Fault> {
        self.checked_sub(other)
    }

    #[inline]
    fn times(self, other: Self) -> Result<Self, Fault> {
        self.checked_mul(other)
    }

    #[inline]
    fn over(self, other: Self) -> Result<Self, Fault> {
        self.checked_div(other)
    }
}

impl Exact for Decimal {
    #[inline]
    fn rest(self, other: Self) -> Result<Self, Fault> {
        self.checked_rem(other)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn whole_numbers_truncate_and_never_wrap() {
        assert_eq!(divide(-7, 2).unwrap(), -3);
        assert_eq!(modulo(-7, 3).unwrap(), -1);
        assert_eq!(modulo(i32::MIN, -1).unwrap(), 0);
        assert_eq!(
            divide(i64::MIN, -1).unwrap_err().reason,
            "bigint out of range"
        );
        assert_eq!(add(i32::MAX, 1).unwrap_err().reason, "integer out of range");
        assert_eq!(
            multiply(200_i16, 200).unwrap_err().reason,
            "smallint out of range"
        );
        assert_eq!(
            negate(i16::MIN).unwrap_err().reason,
            "smallint out of range"
        );
        assert_eq!(abs(-5).unwrap(), 5);
        assert_eq!(divide(1, 0).unwrap_err().reason, "division by zero");
        assert_eq!(modulo(1_i64, 0).unwrap_err().reason, "division by zero");
    }

    #[test]
    fn floats_stay_finite() {
        assert_eq!(
            add(f64::MAX, f64::MAX).unwrap_err().reason,
            "value out of range: overflow"
        );
        assert_eq!(add(f64::INFINITY, 1.0).unwrap(), f64::INFINITY);
        assert_eq!(
            multiply(1e-300, 1e-300).unwrap_err().reason,
            "value out of range: underflow"
        );
        assert_eq!(divide(1.0, 0.0).unwrap_err().reason, "division by zero");
        assert!(divide(f64::NAN, 0.0).unwrap().is_nan());
        assert_eq!(divide(1.0, f64::INFINITY).unwrap(), 0.0);
        assert_eq!(
            multiply(f32::MAX, 2.0).unwrap_err().reason,
            "value out of range: overflow"
        );
    }

    #[test]
    fn decimals_keep_their_digits() {
        let decimal = Decimal::from_parts;
        assert_eq!(
            divide(decimal(1, 0), decimal(3, 0)).unwrap().to_string(),
            "0.33333333333333333333"
        );
        assert_eq!(
            multiply(decimal(15, 1), decimal(15, 1))
                .unwrap()
                .to_string(),
            "2.25"
        );
        assert_eq!(round(decimal(-25, 1)).unwrap().to_string(), "-3");
        assert_eq!(round_to(decimal(1_255, 2), 1).unwrap().to_string(), "12.6");
        assert_eq!(ceil(decimal(-11, 1)).unwrap().to_string(), "-1");
        assert_eq!(floor(decimal(-11, 1)).unwrap().to_string(), "-2");
    }
}
