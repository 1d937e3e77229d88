//! What the compiler and the jobs that it makes must read alike: SQL types, values and their texts,
//! templates, SQL in pieces.
//!
//! A literal of a spec and a row's text are read by one parser, and a spec is refused for what a
//! run would be. So nothing here knows rows, jobs or databases.

pub mod bounds;
pub mod canonical_text;
mod decimal;
mod fault;
mod float_text;
#[allow(missing_docs)] // `sql` of the runtime is what generated code calls.
pub mod number_template;
mod param;
pub mod parse;
pub mod pieces;
mod sql_type;
#[allow(missing_docs)] // The same.
pub mod temporal;

pub use decimal::Decimal;
pub use fault::{Fault, Reject};
pub use param::ParamValue;
pub use sql_type::SqlType;
pub use temporal::Interval;
pub use uuid::Uuid;

/// `date`
pub type Date = chrono::NaiveDate;
/// `time`
pub type Time = chrono::NaiveTime;
/// `timestamp`
pub type Timestamp = chrono::NaiveDateTime;
/// `timestamptz`: an instant.
pub type TimestampTz = chrono::DateTime<chrono::Utc>;

/// `json`: text that was checked to be JSON, kept as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Json<'a>(pub &'a str);
