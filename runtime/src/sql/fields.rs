//! `extract`, `date_part`, `date_trunc`.

use crate::row::Fault;
use crate::temporal::field::{self, Kind, Value};
use crate::temporal::{Interval, MICROS_PER_DAY, MICROS_PER_SECOND};
use crate::value::{Date, Decimal, Time, Timestamp, TimestampTz};

pub use crate::temporal::field::Unit;

/// A type that has fields.
pub trait Fields: Copy {
    /// Which one.
    #[doc(hidden)]
    const KIND: Kind;
    /// One field, if it has it.
    #[doc(hidden)]
    fn field(self, unit: Unit) -> Option<Value>;
}

macro_rules! fields {
    ($($type:ty: $kind:ident, |$value:ident, $unit:ident| $field:expr;)*) => {$(
        impl Fields for $type {
            const KIND: Kind = Kind::$kind;
            fn field(self, $unit: Unit) -> Option<Value> {
                let $value = self;
                $field
            }
        }
    )*};
}

fields! {
    Date: Date, |value, unit| field::of_day(unit, value);
    Time: Time, |value, unit| field::of_time(unit, value);
    Timestamp: Timestamp, |value, unit| field::of_timestamp(unit, value);
    TimestampTz: TimestampTz, |value, unit| field::of_timestamp(unit, value.naive_utc());
    Interval: Interval, |value, unit| field::of_interval(unit, value);
}

/// The field as `extract` gives it: exact, with the places of its unit.
fn exact(value: Value) -> Decimal {
    let parts = |mantissa: i128, scale| Decimal::new(mantissa, scale).unwrap_or(Decimal::ZERO);
    match value {
        Value::Whole(value) => Decimal::from(value),
        Value::Milliseconds(micros) => parts(micros.into(), 3),
        Value::Seconds(micros) => parts(micros.into(), 6),
        Value::Epoch(seconds, micros) => parts(
            i128::from(seconds.iter().sum::<i64>()) * i128::from(MICROS_PER_SECOND)
                + i128::from(micros),
            6,
        ),
        Value::Days(day, micros) => {
            // Both are small: neither the division nor the sum can fail.
            let part = parts(micros.into(), 0).checked_div(parts(MICROS_PER_DAY.into(), 0));
            part.and_then(|part| part.checked_add(Decimal::from(day)))
                .unwrap_or(Decimal::ZERO)
        }
    }
}

fn found<T: Fields>(unit: &str, value: T) -> Result<Value, Fault> {
    let unit = field::named(unit, T::KIND)?;
    let value = if T::KIND.has(unit) {
        value.field(unit)
    } else {
        None
    };
    value.ok_or_else(|| Fault::from(field::unsupported(unit, T::KIND)))
}

/// `extract(unit from value)`; the compiler checked that the type has the field.
#[must_use]
pub fn extract<T: Fields>(unit: Unit, value: T) -> Decimal {
    value.field(unit).map_or(Decimal::ZERO, exact)
}

/// `date_part(unit, value)`; the compiler checked that the type has the field.
#[must_use]
pub fn date_part<T: Fields>(unit: Unit, value: T) -> f64 {
    value.field(unit).map_or(0.0, Value::as_double)
}

/// `date_part(text, value)`
///
/// # Errors
/// No such field, or one that the type does not have.
pub fn date_part_by<T: Fields>(unit: &str, value: T) -> Result<f64, Fault> {
    found(unit, value).map(Value::as_double)
}

/// A type that `date_trunc` takes.
pub trait Truncated: Copy {
    /// Without what is finer than the unit.
    #[doc(hidden)]
    fn cut(self, unit: Unit) -> Result<Self, Fault>;
    #[doc(hidden)]
    const KIND: Kind;
}

impl Truncated for Timestamp {
    fn cut(self, unit: Unit) -> Result<Self, Fault> {
        Ok(field::truncated(unit, self, Kind::Timestamp)?)
    }
    const KIND: Kind = Kind::Timestamp;
}

impl Truncated for TimestampTz {
    fn cut(self, unit: Unit) -> Result<Self, Fault> {
        Ok(field::truncated(unit, self.naive_utc(), Kind::TimestampTz)?.and_utc())
    }
    const KIND: Kind = Kind::TimestampTz;
}

impl Truncated for Interval {
    fn cut(self, unit: Unit) -> Result<Self, Fault> {
        Ok(field::truncated_interval(unit, self)?)
    }
    const KIND: Kind = Kind::Interval;
}

/// `date_trunc(unit, value)`
///
/// # Errors
/// A unit that the type is not cut to; out of range.
pub fn truncate<T: Truncated>(unit: Unit, value: T) -> Result<T, Fault> {
    value.cut(unit)
}

/// `date_trunc(text, value)`
///
/// # Errors
/// As [`truncate`]; no such unit.
pub fn truncate_by<T: Truncated>(unit: &str, value: T) -> Result<T, Fault> {
    value.cut(field::named(unit, T::KIND)?)
}
