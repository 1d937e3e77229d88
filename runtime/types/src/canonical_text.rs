//! The one text of each value: what SQLite stores, what JSON and the ledger show, and what the
//! reading rules read back.
//!
//! Temporal values are fixed-width ISO 8601, so that their texts sort as they do; instants are in
//! UTC. Decimals and floating-point numbers are printed as PostgreSQL prints them, `bytea` in its
//! hex form.

use std::fmt;
use std::io::{self, Write};

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use crate::{Date, Time, Timestamp, TimestampTz, Uuid};

pub use crate::float_text::{push_double, push_real};

macro_rules! canonical_texts {
    ($($(#[$doc:meta])* $name:ident: $value:ty, $push:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(value: $value) -> String {
            let mut out = Vec::with_capacity(32);
            $push(&mut out, value);
            String::from_utf8_lossy(&out).into_owned()
        }
    )*};
}

canonical_texts! {
    /// `2013-01-01`
    date: Date, push_date;
    /// `06:00:00.000000`
    time: Time, push_time;
    /// `2013-01-01T06:00:00.000000`
    timestamp: Timestamp, push_timestamp;
    /// `2013-01-01T06:00:00.000000Z`
    timestamptz: TimestampTz, push_timestamptz;
    /// The shortest digits that read back as the same `real`: `0.1`, `1e+06`, `NaN`, `-Infinity`.
    real: f32, push_real;
    /// The shortest digits that read back as the same `double precision`: `0.1`, `1e+15`, `NaN`,
    /// `-Infinity`.
    double: f64, push_double;
    /// `\x68c3`
    bytea: &[u8], push_bytea;
    /// `a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11`
    uuid: Uuid, push_uuid;
}

/// `true` or `false`.
#[must_use]
pub const fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Appends the text of a value; writing to a `Vec<u8>` cannot fail.
pub fn push_display(out: &mut Vec<u8>, value: impl fmt::Display) {
    let _: io::Result<()> = write!(out, "{value}");
}

/// Appends `2013-01-01`.
#[inline]
pub fn push_date(out: &mut Vec<u8>, value: NaiveDate) {
    match u32::try_from(value.year()) {
        Ok(year @ 0..=9999) => {
            let [y1, y2] = two(year / 100);
            let [y3, y4] = two(year % 100);
            let ([m1, m2], [d1, d2]) = (two(value.month()), two(value.day()));
            out.extend_from_slice(&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]);
        }
        // No column holds such a year; a computed value on its way to being refused may have it.
        _ => push_display(out, value),
    }
}

/// Appends `06:00:00.000000`.
#[inline]
pub fn push_time(out: &mut Vec<u8>, value: NaiveTime) {
    let ([h1, h2], [m1, m2], [s1, s2]) =
        (two(value.hour()), two(value.minute()), two(value.second()));
    let micros = value.nanosecond() / 1000 % 1_000_000;
    let ([f1, f2], [f3, f4], [f5, f6]) = (
        two(micros / 10_000),
        two(micros / 100 % 100),
        two(micros % 100),
    );
    out.extend_from_slice(&[
        h1, h2, b':', m1, m2, b':', s1, s2, b'.', f1, f2, f3, f4, f5, f6,
    ]);
}

/// Appends `2013-01-01T06:00:00.000000`.
#[inline]
pub fn push_timestamp(out: &mut Vec<u8>, value: Timestamp) {
    push_date(out, value.date());
    out.push(b'T');
    push_time(out, value.time());
}

/// Appends `2013-01-01T06:00:00.000000Z`.
#[inline]
pub fn push_timestamptz(out: &mut Vec<u8>, value: TimestampTz) {
    push_timestamp(out, value.naive_utc());
    out.push(b'Z');
}

/// Appends `\x68c3`.
#[inline]
pub fn push_bytea(out: &mut Vec<u8>, value: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(b"\\x");
    out.extend(value.iter().flat_map(|byte| {
        [
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]
    }));
}

/// Appends `a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11`.
#[inline]
pub fn push_uuid(out: &mut Vec<u8>, value: Uuid) {
    let mut buffer = Uuid::encode_buffer();
    out.extend_from_slice(value.hyphenated().encode_lower(&mut buffer).as_bytes());
}

/// Two digits of a number below 100.
#[inline]
fn two(value: u32) -> [u8; 2] {
    [b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn temporal_texts_have_one_width() {
        let moment = NaiveDate::from_ymd_opt(13, 1, 2)
            .unwrap()
            .and_hms_nano_opt(6, 7, 8, 9_999)
            .unwrap();
        assert_eq!(date(moment.date()), "0013-01-02");
        assert_eq!(time(moment.time()), "06:07:08.000009");
        assert_eq!(timestamp(moment), "0013-01-02T06:07:08.000009");
        assert_eq!(timestamptz(moment.and_utc()), "0013-01-02T06:07:08.000009Z");
        assert_eq!(
            date(NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()),
            "+10000-01-01"
        );
    }

    #[test]
    fn bytes_and_uuids() {
        assert_eq!(bytea(&[0, 0xab, 0x7f]), "\\x00ab7f");
        assert_eq!(
            uuid(Uuid::from_u128(1)),
            "00000000-0000-0000-0000-000000000001"
        );
    }
}
