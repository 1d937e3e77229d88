//! PostgreSQL's binary COPY format: rows read out of it in place, and written as it wants them.
//!
//! <https://www.postgresql.org/docs/15/sql-copy.html>, "Binary Format", and the types' send and
//! receive functions.

mod kind;
mod numeric;
mod read;
mod shown;
mod write;

use chrono::{DateTime, NaiveDate, NaiveDateTime};

pub(crate) use kind::Kind;
pub(crate) use read::Extent;
pub(crate) use read::{CopyIndex, CopyRow};
pub(crate) use shown::push_shown;
pub(crate) use write::{CopyWriter, field_text, fields, push_bytes, push_int4};

/// What a stream begins with: signature, no flags, no header extension.
pub(crate) const HEADER: [u8; 19] = *b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What it ends with.
pub(crate) const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

/// The day from which PostgreSQL counts.
const EPOCH_DAY: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("2000-01-01 is a date");

/// The moment from which PostgreSQL counts.
const EPOCH: NaiveDateTime = DateTime::from_timestamp(946_684_800, 0)
    .expect("2000-01-01 is a moment")
    .naive_utc();
