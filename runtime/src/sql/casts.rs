//! Casts between numbers, and between days and times, as PostgreSQL makes them.

use std::fmt;

use chrono::NaiveTime;

use crate::row::Fault;
use crate::value::{Date, Decimal, Time, Timestamp, TimestampTz};

/// An `integer` or `bigint` as `smallint`.
///
/// # Errors
/// Out of range.
#[inline]
pub fn to_smallint<T: Copy + fmt::Display + TryInto<i16>>(value: T) -> Result<i16, Fault> {
    value
        .try_into()
        .map_err(|_| Fault::of(value, "out of range for smallint"))
}

/// A `bigint` as `integer`.
///
/// # Errors
/// Out of range.
#[inline]
pub fn to_integer(value: i64) -> Result<i32, Fault> {
    value
        .try_into()
        .map_err(|_| Fault::of(value, "out of range for integer"))
}

/// `integer::real`, rounded to its 24 bits.
#[inline]
#[must_use]
pub fn integer_to_real(value: i32) -> f32 {
    value as f32
}

/// `bigint::real`, rounded to its 24 bits.
#[inline]
#[must_use]
pub fn bigint_to_real(value: i64) -> f32 {
    value as f32
}

/// `bigint::double precision`, rounded to its 53 bits.
#[inline]
#[must_use]
pub fn bigint_to_double(value: i64) -> f64 {
    value as f64
}

/// `integer::boolean`
#[inline]
#[must_use]
pub fn integer_to_boolean(value: i32) -> bool {
    value != 0
}

/// `decimal::real`
///
/// # Errors
/// So small that it would become zero.
pub fn decimal_to_real(value: Decimal) -> Result<f32, Fault> {
    match value.to_f32() {
        0.0 if !value.is_zero() => Err(Fault::of(value, "out of range for real")),
        real => Ok(real),
    }
}

/// `decimal::double precision`
#[inline]
#[must_use]
pub fn decimal_to_double(value: Decimal) -> f64 {
    value.to_f64()
}

/// `decimal::smallint`, half away from zero.
///
/// # Errors
/// Out of range.
#[inline]
pub fn decimal_to_smallint(value: Decimal) -> Result<i16, Fault> {
    value.to_i16()
}

/// `decimal::integer`, half away from zero.
///
/// # Errors
/// Out of range.
#[inline]
pub fn decimal_to_integer(value: Decimal) -> Result<i32, Fault> {
    value.to_i32()
}

/// `decimal::bigint`, half away from zero.
///
/// # Errors
/// Out of range.
#[inline]
pub fn decimal_to_bigint(value: Decimal) -> Result<i64, Fault> {
    value.to_i64()
}

macro_rules! floats_to_whole {
    ($($(#[$doc:meta])* $name:ident: $float:ty => $whole:ty, $out_of_range:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// Out of range; NaN.
        pub fn $name(value: $float) -> Result<$whole, Fault> {
            let rounded = value.round_ties_even();
            // The least value is a power of two, exact in the float; so is the first one too large.
            let least = <$whole>::MIN as $float;
            if rounded >= least && rounded < -least { Ok(rounded as $whole) } else { Err(Fault::of(value, $out_of_range)) }
        }
    )*};
}

floats_to_whole! {
    /// `real::smallint`, half to even.
    real_to_smallint: f32 => i16, "out of range for smallint";
    /// `real::integer`, half to even.
    real_to_integer: f32 => i32, "out of range for integer";
    /// `real::bigint`, half to even.
    real_to_bigint: f32 => i64, "out of range for bigint";
    /// `double precision::smallint`, half to even.
    double_to_smallint: f64 => i16, "out of range for smallint";
    /// `double precision::integer`, half to even.
    double_to_integer: f64 => i32, "out of range for integer";
    /// `double precision::bigint`, half to even.
    double_to_bigint: f64 => i64, "out of range for bigint";
}

/// `double precision::real`
///
/// # Errors
/// Out of range.
pub fn double_to_real(value: f64) -> Result<f32, Fault> {
    let real = value as f32;
    if (real.is_infinite() && value.is_finite()) || (real == 0.0 && value != 0.0) {
        return Err(Fault::of(value, "out of range for real"));
    }
    Ok(real)
}

/// `real::decimal`: its 6 significant digits.
///
/// # Errors
/// NaN, the infinities, more than 38 digits.
#[inline]
pub fn real_to_decimal(value: f32) -> Result<Decimal, Fault> {
    Decimal::from_f32(value)
}

/// `double precision::decimal`: its 15 significant digits.
///
/// # Errors
/// NaN, the infinities, more than 38 digits.
#[inline]
pub fn double_to_decimal(value: f64) -> Result<Decimal, Fault> {
    Decimal::from_f64(value)
}

/// `date::timestamp`: midnight.
#[inline]
#[must_use]
pub fn date_to_timestamp(value: Date) -> Timestamp {
    value.and_time(NaiveTime::MIN)
}

/// `date::timestamptz`: midnight in UTC.
#[inline]
#[must_use]
pub fn date_to_timestamptz(value: Date) -> TimestampTz {
    date_to_timestamp(value).and_utc()
}

/// `timestamp::timestamptz`, read in UTC.
#[inline]
#[must_use]
pub fn timestamp_to_timestamptz(value: Timestamp) -> TimestampTz {
    value.and_utc()
}

/// `timestamp::date`
#[inline]
#[must_use]
pub fn timestamp_to_date(value: Timestamp) -> Date {
    value.date()
}

/// `timestamp::time`
#[inline]
#[must_use]
pub fn timestamp_to_time(value: Timestamp) -> Time {
    value.time()
}

/// `timestamptz::timestamp`, in UTC.
#[inline]
#[must_use]
pub fn timestamptz_to_timestamp(value: TimestampTz) -> Timestamp {
    value.naive_utc()
}

/// `timestamptz::date`, in UTC.
#[inline]
#[must_use]
pub fn timestamptz_to_date(value: TimestampTz) -> Date {
    value.naive_utc().date()
}

/// `timestamptz::time`, in UTC.
#[inline]
#[must_use]
pub fn timestamptz_to_time(value: TimestampTz) -> Time {
    value.naive_utc().time()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn floats_round_half_to_even_and_decimals_away_from_zero() {
        assert_eq!(
            [0.5, 1.5, 2.5, -0.5, -1.5].map(|value| double_to_integer(value).unwrap()),
            [0, 2, 2, 0, -2]
        );
        assert_eq!(decimal_to_integer(Decimal::from_parts(25, 1)).unwrap(), 3);
        assert_eq!(double_to_integer(2_147_483_647.4).unwrap(), i32::MAX);
        assert_eq!(
            double_to_integer(2_147_483_647.5).unwrap_err().reason,
            "out of range for integer"
        );
        assert_eq!(double_to_integer(-2_147_483_648.5).unwrap(), i32::MIN);
        assert!(double_to_integer(f64::NAN).is_err());
        assert_eq!(
            double_to_bigint(9_223_372_036_854_775_808.0)
                .unwrap_err()
                .reason,
            "out of range for bigint"
        );
        assert_eq!(
            double_to_bigint(-9_223_372_036_854_775_808.0).unwrap(),
            i64::MIN
        );
        assert_eq!(real_to_smallint(32_767.4).unwrap(), i16::MAX);
    }

    #[test]
    fn narrowing_is_checked() {
        assert_eq!(to_smallint(32_767_i64).unwrap(), i16::MAX);
        assert_eq!(
            to_smallint(32_768).unwrap_err().reason,
            "out of range for smallint"
        );
        assert_eq!(
            to_integer(-2_147_483_649).unwrap_err().value.as_deref(),
            Some("-2147483649")
        );
        assert_eq!(
            double_to_real(1e39).unwrap_err().reason,
            "out of range for real"
        );
        assert_eq!(
            double_to_real(1e-50).unwrap_err().reason,
            "out of range for real"
        );
        assert_eq!(double_to_real(0.1).unwrap(), 0.1);
    }
}
