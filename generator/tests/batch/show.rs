//! Values as text, in the form in which both sides of a comparison are written.

use loadwright_runtime::row::Fault;
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;

/// What an expression gave: a text, NULL, or a fault.
pub type Shown<'a> = Result<Option<&'a str>, Fault>;

/// A value as PostgreSQL casts it to text.
pub trait Show {
    fn show(self, scratch: &Scratch) -> Option<&str>;
}

macro_rules! show {
    ($($life:lifetime $type:ty: |$value:ident, $scratch:ident| $text:expr;)*) => {$(
        impl<$life> Show for $type {
            fn show(self, $scratch: &Scratch) -> Option<&str> {
                let $value = self;
                Some($text)
            }
        }
    )*};
}

show! {
    'a bool: |value, _scratch| sql::boolean_to_text(value);
    'a i16: |value, scratch| sql::smallint_to_text(value, scratch);
    'a i32: |value, scratch| sql::integer_to_text(value, scratch);
    'a i64: |value, scratch| sql::bigint_to_text(value, scratch);
    'a f32: |value, scratch| sql::real_to_text(value, scratch);
    'a f64: |value, scratch| sql::double_to_text(value, scratch);
    'a types::Decimal: |value, scratch| sql::decimal_to_text(value, scratch);
    'a &'a str: |value, scratch| sql::concatenate(&[value], scratch);
    'a &'a [u8]: |value, scratch| sql::bytea_to_text(value, scratch);
    'a types::Date: |value, scratch| sql::date_to_text(value, scratch);
    'a types::Time: |value, scratch| sql::time_to_text(value, scratch);
    'a types::Timestamp: |value, scratch| sql::timestamp_to_text(value, scratch);
    'a types::TimestampTz: |value, scratch| sql::timestamptz_to_text(value, scratch);
    'a types::Interval: |value, scratch| sql::interval_to_text(value, scratch);
    'a types::Uuid: |value, scratch| sql::uuid_to_text(value, scratch);
    'a types::Json<'a>: |value, scratch| sql::concatenate(&[value.0], scratch);
}

impl<T: Show> Show for Option<T> {
    fn show(self, scratch: &Scratch) -> Option<&str> {
        self.and_then(|value| value.show(scratch))
    }
}

/// One line of the expected text.
pub fn line(shown: Shown<'_>) -> String {
    match shown {
        Ok(Some(text)) => format!("={text}"),
        Ok(None) => "NULL".to_owned(),
        Err(fault) => format!("! {}", fault.reason),
    }
}
