//! The spec's types as Rust values: exact, small, `Copy`; temporal types are chrono's.

pub mod canonical;
pub mod canonical_text;
pub mod cell;
#[cfg(feature = "postgres")]
pub mod copy;
mod decimal;
mod float_text;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) mod form;
pub mod json;
pub mod order;
mod param;
pub mod parse;
#[cfg(test)]
mod properties;
pub mod rowhash;
pub mod text;
pub mod written;

/// `date`
pub type Date = chrono::NaiveDate;
/// `time`
pub type Time = chrono::NaiveTime;
/// `timestamp`
pub type Timestamp = chrono::NaiveDateTime;
/// `timestamptz`: an instant.
pub type TimestampTz = chrono::DateTime<chrono::Utc>;
pub use crate::temporal::Interval;
pub use decimal::Decimal;
pub use uuid::Uuid;

/// `json`: text that was checked to be JSON, kept as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Json<'a>(pub &'a str);

/// A SQL type of the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqlType {
    /// `boolean`
    Boolean,
    /// `smallint`
    SmallInt,
    /// `integer`
    Integer,
    /// `bigint`
    BigInt,
    /// `real`
    Real,
    /// `double precision`
    Double,
    /// `decimal(p,s)`
    Decimal {
        /// Digits in all, at most 38.
        precision: u8,
        /// Digits behind the point.
        scale: u8,
    },
    /// `text`
    Text,
    /// `varchar(n)`, characters.
    Varchar(u32),
    /// `char(n)`, characters.
    Char(u32),
    /// `bytea`
    Bytea,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `timestamp`
    Timestamp,
    /// `timestamptz`
    TimestampTz,
    /// `uuid`
    Uuid,
    /// `json`
    Json,
}

impl SqlType {
    /// `decimal(precision,scale)`
    #[must_use]
    pub const fn decimal(precision: u8, scale: u8) -> SqlType {
        SqlType::Decimal { precision, scale }
    }
}

/// A run parameter's value.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    /// `boolean`
    Boolean(bool),
    /// `smallint`, `integer`, `bigint`
    Integer(i64),
    /// `real`, `double precision`
    Double(f64),
    /// `decimal(p,s)`
    Decimal(Decimal),
    /// `text`, `varchar(n)`, `char(n)`, `json`
    Text(String),
    /// `bytea`
    Bytea(Vec<u8>),
    /// `date`
    Date(Date),
    /// `time`
    Time(Time),
    /// `timestamp`
    Timestamp(Timestamp),
    /// `timestamptz`
    TimestampTz(TimestampTz),
    /// `uuid`
    Uuid(Uuid),
}
