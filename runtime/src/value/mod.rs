//! The spec's types as Rust values, and the forms in which rows and keys are written.

pub mod canonical;
pub mod cell;
pub mod json;
pub mod order;
#[cfg(test)]
mod properties;
pub mod rowhash;
pub mod text;
pub mod written;

pub use loadwright_types::{
    Date, Decimal, Interval, Json, ParamValue, SqlType, Time, Timestamp, TimestampTz, Uuid,
    canonical_text, parse,
};
