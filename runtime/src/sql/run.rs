//! Parameters, and what expressions ask of the run and of the row's place.

use crate::row::Fault;
use crate::scratch::Scratch;
use crate::value::{Date, Decimal, Json, ParamValue, Time, Timestamp, TimestampTz, Uuid};

/// A type that a parameter can have.
pub trait FromParam<'a>: Sized {
    /// The parameter's value; `None` if it is of another type.
    fn from_param(value: &'a ParamValue) -> Option<Self>;
}

/// `:name`
///
/// # Errors
/// The run has no such parameter, or it is of another type: the runtime and the generated crate
/// disagree.
#[inline]
pub fn param<'a, T: FromParam<'a>>(scratch: &'a Scratch, place: usize) -> Result<T, Fault> {
    let value = scratch.run().params.get(place);
    value
        .and_then(T::from_param)
        .ok_or_else(|| Fault::new("the parameter's value is not of its type"))
}

macro_rules! params {
    ($($life:lifetime $type:ty: $pattern:pat => $value:expr;)*) => {$(
        impl<$life> FromParam<$life> for $type {
            #[inline]
            fn from_param(value: &$life ParamValue) -> Option<Self> {
                match value {
                    $pattern => $value,
                    _ => None,
                }
            }
        }
    )*};
}

params! {
    'a bool: ParamValue::Boolean(value) => Some(*value);
    'a i16: ParamValue::Integer(value) => (*value).try_into().ok();
    'a i32: ParamValue::Integer(value) => (*value).try_into().ok();
    'a i64: ParamValue::Integer(value) => Some(*value);
    'a f32: ParamValue::Double(value) => Some(*value as f32);
    'a f64: ParamValue::Double(value) => Some(*value);
    'a Decimal: ParamValue::Decimal(value) => Some(*value);
    'a &'a str: ParamValue::Text(value) => Some(value);
    'a Json<'a>: ParamValue::Text(value) => Some(Json(value));
    'a &'a [u8]: ParamValue::Bytea(value) => Some(value);
    'a Date: ParamValue::Date(value) => Some(*value);
    'a Time: ParamValue::Time(value) => Some(*value);
    'a Timestamp: ParamValue::Timestamp(value) => Some(*value);
    'a TimestampTz: ParamValue::TimestampTz(value) => Some(*value);
    'a Uuid: ParamValue::Uuid(value) => Some(*value);
}

/// `run_id()`: the run's number in the ledger.
#[inline]
#[must_use]
pub fn run_id(scratch: &Scratch) -> i64 {
    scratch.run().run_id
}

/// `run_started_at()`
#[inline]
#[must_use]
pub fn run_started_at(scratch: &Scratch) -> TimestampTz {
    scratch.run().started_at
}

/// `effective_at()`: the time at which the run's versions begin.
#[inline]
#[must_use]
pub fn effective_at(scratch: &Scratch) -> TimestampTz {
    scratch.run().effective_at
}

/// `job_name()`
#[inline]
#[must_use]
pub fn job_name(scratch: &Scratch) -> &str {
    scratch.run().job
}

/// `source_file()`: the row's file, below the connection's root.
#[inline]
#[must_use]
pub fn source_file(scratch: &Scratch) -> &str {
    scratch.source_file()
}

/// `source_line()`: the line at which the row begins, from 1.
#[inline]
#[must_use]
pub fn source_line(scratch: &Scratch) -> i64 {
    scratch.source_line()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::testing::scratch_with;

    #[test]
    fn params_come_in_their_types() {
        let scratch = scratch_with(vec![
            ParamValue::Text("2013".into()),
            ParamValue::Integer(70_000),
        ]);
        assert_eq!(param::<&str>(&scratch, 0).unwrap(), "2013");
        assert_eq!(param::<i32>(&scratch, 1).unwrap(), 70_000);
        assert!(param::<i16>(&scratch, 1).is_err());
        assert!(param::<i64>(&scratch, 0).is_err());
        assert!(param::<i64>(&scratch, 2).is_err());
    }

    #[test]
    fn the_run_and_the_place_are_known() {
        let mut scratch = scratch_with(Vec::new());
        scratch.enter(17, Some(&"eu/airports.csv".into()));
        assert_eq!((run_id(&scratch), job_name(&scratch)), (42, "dim_airport"));
        assert_eq!(
            (source_file(&scratch), source_line(&scratch)),
            ("eu/airports.csv", 17)
        );
    }
}
