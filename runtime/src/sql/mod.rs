//! What compiled SQL expressions call: PostgreSQL's operators, casts and functions on plain values.
//!
//! NULL is not known here: the compiler calls a strict function only with values. Text is borrowed
//! where it stays as it is, and computed into the [`Scratch`](crate::scratch::Scratch) arena where
//! it changes. Character classes and order are those of the locale C.UTF-8: characters are code
//! points, case mappings are one to one, order is bytewise.

mod bits;
mod bytes;
mod casts;
mod compare;
mod compose;
mod fields;
#[cfg(feature = "hashes")]
mod hashes;
mod intervals;
mod json;
mod letters;
mod like;
mod math;
mod number_text;
mod numbers;
mod precision;
#[cfg(feature = "regex")]
mod regex;
mod run;
mod temporal;
mod text;
mod text_casts;
mod to_char;
mod zones;

pub use bits::*;
pub use bytes::*;
pub use casts::*;
pub use compare::*;
pub use compose::*;
pub use fields::*;
#[cfg(feature = "hashes")]
pub use hashes::*;
pub use intervals::*;
pub use json::*;
pub use letters::*;
pub use like::*;
pub use math::*;
pub use number_text::*;
pub use numbers::*;
pub use precision::*;
#[cfg(feature = "regex")]
pub use regex::*;
pub use run::*;
pub use temporal::*;
pub use text::*;
pub use text_casts::*;
pub use to_char::*;
pub use zones::*;

#[cfg(test)]
mod testing {
    use std::sync::Arc;

    use crate::scratch::{RunConstants, Scratch};
    use crate::sql::timestamptz;
    use crate::value::ParamValue;

    pub(super) fn scratch() -> Scratch {
        scratch_with(Vec::new())
    }

    pub(super) fn scratch_with(params: Vec<ParamValue>) -> Scratch {
        const NOW: crate::value::TimestampTz = timestamptz(2013, 1, 1, 5, 0, 0, 0);
        Scratch::new(Arc::new(RunConstants {
            params,
            run_id: 42,
            started_at: NOW,
            effective_at: NOW,
            job: "dim_airport",
        }))
    }
}
