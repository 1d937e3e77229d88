//! Values on their way to a statement and back: few, and in no hurry.

use std::borrow::Cow;

use super::Fault;

/// A value of a statement. Instants travel as their canonical text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'v> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'v, str>),
    Blob(Cow<'v, [u8]>),
}

/// A list of [`Value`]s, made of whatever can be one.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::database::Value::from($value)),*]
    };
}
pub(crate) use values;

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Value<'_> {
            fn from(value: $type) -> Self {
                Value::Integer(i64::from(value))
            }
        }
    )*};
}
integers! { i64, i32, u32, bool }

impl From<u64> for Value<'_> {
    fn from(value: u64) -> Self {
        Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value<'_> {
    fn from(value: usize) -> Self {
        Value::from(value as u64)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(value: &'v str) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}

impl<'v> From<&'v String> for Value<'v> {
    fn from(value: &'v String) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Value::Text(Cow::Owned(value))
    }
}

impl<'v> From<&'v [u8]> for Value<'v> {
    fn from(value: &'v [u8]) -> Self {
        Value::Blob(Cow::Borrowed(value))
    }
}

impl<'v, T> From<Option<T>> for Value<'v>
where
    Value<'v>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Value::from)
    }
}

/// One row of a query.
#[derive(Debug)]
pub(crate) struct Record(pub(crate) Vec<Value<'static>>);

impl Record {
    /// The value at a place, from 0.
    pub(crate) fn get<T: FromValue>(&self, index: usize) -> Result<T, Fault> {
        let value = self
            .0
            .get(index)
            .ok_or_else(|| Fault::Value(format!("the row has no column {}", index + 1)))?;
        T::from_value(value)
            .ok_or_else(|| Fault::Value(format!("column {} holds {value:?}", index + 1)))
    }
}

/// What a value can be read as.
pub(crate) trait FromValue: Sized {
    /// `None`: it is something else.
    fn from_value(value: &Value<'static>) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value<'static>) -> Option<i64> {
        match value {
            Value::Integer(value) => Some(*value),
            _ => None,
        }
    }
}

impl FromValue for u64 {
    fn from_value(value: &Value<'static>) -> Option<u64> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl FromValue for bool {
    fn from_value(value: &Value<'static>) -> Option<bool> {
        i64::from_value(value).map(|value| value != 0)
    }
}

impl FromValue for String {
    fn from_value(value: &Value<'static>) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value<'static>) -> Option<Vec<u8>> {
        match value {
            Value::Blob(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value<'static>) -> Option<Option<T>> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}
