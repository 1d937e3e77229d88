//! Comparison, three-valued logic, and the functions that choose by them.

use std::cmp::Ordering;

use crate::row::Fault;
use crate::value::{Date, Decimal, Interval, Time, Timestamp, TimestampTz, Uuid};

/// A type that SQL orders. Unlike Rust's floats, SQL's are in total order: NaN equals itself and is
/// greater than any number.
pub trait Comparable: Copy {
    /// SQL's order.
    fn order(self, other: Self) -> Ordering;
}

macro_rules! in_rust_order {
    ($($type:ty),*) => {$(
        impl Comparable for $type {
            #[inline]
            fn order(self, other: Self) -> Ordering {
                self.cmp(&other)
            }
        }
    )*};
}

in_rust_order!(
    bool,
    i16,
    i32,
    i64,
    Decimal,
    &str,
    &[u8],
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Uuid
);

macro_rules! with_nan_last {
    ($($type:ty),*) => {$(
        impl Comparable for $type {
            #[inline]
            fn order(self, other: Self) -> Ordering {
                self.partial_cmp(&other).unwrap_or_else(|| self.is_nan().cmp(&other.is_nan()))
            }
        }
    )*};
}

with_nan_last!(f32, f64);

/// The order of two values.
#[inline]
#[must_use]
pub fn compare<T: Comparable>(left: T, right: T) -> Ordering {
    left.order(right)
}

/// `left IS DISTINCT FROM right`
#[inline]
#[must_use]
pub fn is_distinct<T: Comparable>(left: Option<T>, right: Option<T>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.order(right).is_ne(),
        (left, right) => left.is_some() || right.is_some(),
    }
}

/// `nullif(value, other)`
#[inline]
#[must_use]
pub fn null_if<T: Comparable>(value: Option<T>, other: Option<T>) -> Option<T> {
    value.filter(|value| other.is_none_or(|other| value.order(other).is_ne()))
}

/// `greatest(left, right)`: of two that are equal, the first.
#[inline]
#[must_use]
pub fn greatest<T: Comparable>(left: T, right: T) -> T {
    if right.order(left).is_gt() {
        right
    } else {
        left
    }
}

/// `least(left, right)`: of two that are equal, the first.
#[inline]
#[must_use]
pub fn least<T: Comparable>(left: T, right: T) -> T {
    if right.order(left).is_lt() {
        right
    } else {
        left
    }
}

/// `greatest` of a value that may be NULL and one that is not.
#[inline]
#[must_use]
pub fn greatest_or<T: Comparable>(left: Option<T>, right: T) -> T {
    left.map_or(right, |left| greatest(left, right))
}

/// `least` of a value that may be NULL and one that is not.
#[inline]
#[must_use]
pub fn least_or<T: Comparable>(left: Option<T>, right: T) -> T {
    left.map_or(right, |left| least(left, right))
}

/// `greatest` of a value that is not NULL and one that may be.
#[inline]
#[must_use]
pub fn greatest_and<T: Comparable>(left: T, right: Option<T>) -> T {
    right.map_or(left, |right| greatest(left, right))
}

/// `least` of a value that is not NULL and one that may be.
#[inline]
#[must_use]
pub fn least_and<T: Comparable>(left: T, right: Option<T>) -> T {
    right.map_or(left, |right| least(left, right))
}

/// `greatest` of two values that may be NULL: NULLs are passed over.
#[inline]
#[must_use]
pub fn greatest_of_options<T: Comparable>(left: Option<T>, right: Option<T>) -> Option<T> {
    right.map(|right| greatest_or(left, right)).or(left)
}

/// `least` of two values that may be NULL: NULLs are passed over.
#[inline]
#[must_use]
pub fn least_of_options<T: Comparable>(left: Option<T>, right: Option<T>) -> Option<T> {
    right.map(|right| least_or(left, right)).or(left)
}

/// `left AND right`: FALSE decides, NULL is unknown.
#[inline]
#[must_use]
pub fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// `left OR right`: TRUE decides, NULL is unknown.
#[inline]
#[must_use]
pub fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// A value for a column that is not null.
///
/// # Errors
/// NULL.
#[inline]
pub fn not_null<T>(value: Option<T>) -> Result<T, Fault> {
    value.ok_or_else(|| Fault::new("NULL in a column that is not null"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_the_greatest_number_and_equals_itself() {
        assert!(compare(f64::NAN, f64::INFINITY).is_gt());
        assert!(compare(f64::NAN, f64::NAN).is_eq());
        assert!(compare(0.0, -0.0).is_eq());
        assert!(compare(1.0_f32, f32::NAN).is_lt());
        assert!(!is_distinct(Some(f64::NAN), Some(f64::NAN)));
        assert!(greatest(f64::NAN, 1.0).is_nan());
    }

    #[test]
    fn text_is_ordered_bytewise() {
        assert!(compare("Z", "a").is_lt());
        assert!(compare("ä", "z").is_gt());
        assert!(compare("a", "a ").is_lt());
    }

    #[test]
    fn null_is_a_value_only_to_distinct() {
        assert!(
            is_distinct(Some(1), None)
                && is_distinct(Some(1), Some(2))
                && !is_distinct::<i32>(None, None)
        );
        assert_eq!(null_if(Some("a"), Some("a")), None);
        assert_eq!(null_if(Some("a"), None), Some("a"));
        assert_eq!(null_if(None, Some("a")), None);
    }

    #[test]
    fn extremes_pass_over_null() {
        assert_eq!(
            (
                greatest_or(None, 1),
                greatest_or(Some(2), 1),
                least_or(Some(2), 1)
            ),
            (1, 2, 1)
        );
        assert_eq!((greatest_and(1, Some(2)), least_and(1, None)), (2, 1));
        let (short, long) = (Decimal::from_parts(2, 0), Decimal::from_parts(20, 1));
        assert_eq!(greatest_and(long, Some(short)).scale(), 1);
        assert_eq!(greatest_of_options(Some(1), None), Some(1));
        assert_eq!(least_of_options(Some(3), Some(2)), Some(2));
        assert_eq!(greatest_of_options::<i32>(None, None), None);
    }

    #[test]
    fn logic_has_three_values() {
        assert_eq!(and(None, Some(false)), Some(false));
        assert_eq!(and(None, Some(true)), None);
        assert_eq!(or(Some(true), None), Some(true));
        assert_eq!(or(Some(false), None), None);
    }
}
