//! The encoding that hashes are made of: equal values give equal bytes, and different rows
//! different bytes, on every wire and for ever.
//!
//! Row hashes are stored in users' tables. A change here would make every stored hash wrong without
//! any sign of it: the golden tests must never change. Another encoding needs another format byte
//! in [`crate::value::rowhash`].
//!
//! A cell is a tag and, big-endian:
//!
//! | tag | type | content |
//! | --- | --- | --- |
//! | 0 | NULL | nothing |
//! | 1 | boolean | one byte, 0 or 1 |
//! | 2 | smallint, integer, bigint | eight bytes: the same number in a wider column is the same |
//! | 3 | real, double precision | the eight bytes of an IEEE 754 double; zero is positive, NaN is 7ff8000000000000 |
//! | 4 | decimal | a byte of scale, sixteen of mantissa, with no zero at the end of the fraction |
//! | 5 | text, varchar, char | eight bytes of length, UTF-8 |
//! | 6 | bytea | eight bytes of length, bytes |
//! | 7 | date | four bytes: days since 1970-01-01 |
//! | 8 | time | eight bytes: microseconds since midnight |
//! | 9 | timestamp | eight bytes: microseconds since 1970-01-01T00:00:00 |
//! | 10 | timestamptz | eight bytes: microseconds since 1970-01-01T00:00:00Z |
//! | 11 | uuid | its sixteen bytes |
//! | 12 | json | eight bytes of length, the text as it was written |

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::{Date, Decimal, Json, Time, Timestamp, TimestampTz, Uuid};
use crate::row::RowWriter;

/// Appends rows in the canonical encoding.
#[derive(Debug)]
pub struct Canonical<'o> {
    out: &'o mut Vec<u8>,
}

impl<'o> Canonical<'o> {
    /// A writer behind what `out` holds already.
    #[inline]
    pub fn new(out: &'o mut Vec<u8>) -> Canonical<'o> {
        Canonical { out }
    }

    #[inline]
    fn fixed<const N: usize>(&mut self, tag: u8, content: [u8; N]) {
        self.out.push(tag);
        self.out.extend_from_slice(&content);
    }

    #[inline]
    fn counted(&mut self, tag: u8, content: &[u8]) {
        self.fixed(tag, (content.len() as u64).to_be_bytes());
        self.out.extend_from_slice(content);
    }
}

/// Days since 1970-01-01.
#[inline]
pub(super) fn days(value: NaiveDate) -> i32 {
    value.to_epoch_days()
}

/// Microseconds since midnight.
#[inline]
pub(super) fn micros(value: NaiveTime) -> i64 {
    i64::from(value.num_seconds_from_midnight()) * 1_000_000 + i64::from(value.nanosecond() / 1000)
}

/// The double that stands for all of its equals.
#[inline]
pub(super) fn one_double(value: f64) -> f64 {
    if value.is_nan() {
        f64::from_bits(0x7ff8_0000_0000_0000)
    } else {
        // Negative zero becomes zero.
        value + 0.0
    }
}

impl RowWriter for Canonical<'_> {
    #[inline]
    fn null(&mut self) {
        self.out.push(0);
    }

    #[inline]
    fn boolean(&mut self, value: bool) {
        self.fixed(1, [u8::from(value)]);
    }

    #[inline]
    fn smallint(&mut self, value: i16) {
        self.bigint(value.into());
    }

    #[inline]
    fn integer(&mut self, value: i32) {
        self.bigint(value.into());
    }

    #[inline]
    fn bigint(&mut self, value: i64) {
        self.fixed(2, value.to_be_bytes());
    }

    #[inline]
    fn real(&mut self, value: f32) {
        self.double(value.into());
    }

    #[inline]
    fn double(&mut self, value: f64) {
        self.fixed(3, one_double(value).to_be_bytes());
    }

    #[inline]
    fn decimal(&mut self, value: Decimal) {
        let value = value.normalized();
        self.fixed(4, [value.scale()]);
        self.out.extend_from_slice(&value.mantissa().to_be_bytes());
    }

    #[inline]
    fn text(&mut self, value: &str) {
        self.counted(5, value.as_bytes());
    }

    #[inline]
    fn bytea(&mut self, value: &[u8]) {
        self.counted(6, value);
    }

    #[inline]
    fn date(&mut self, value: Date) {
        self.fixed(7, days(value).to_be_bytes());
    }

    #[inline]
    fn time(&mut self, value: Time) {
        self.fixed(8, micros(value).to_be_bytes());
    }

    #[inline]
    fn timestamp(&mut self, value: Timestamp) {
        self.fixed(9, value.and_utc().timestamp_micros().to_be_bytes());
    }

    #[inline]
    fn timestamptz(&mut self, value: TimestampTz) {
        self.fixed(10, value.timestamp_micros().to_be_bytes());
    }

    #[inline]
    fn uuid(&mut self, value: Uuid) {
        self.fixed(11, value.into_bytes());
    }

    #[inline]
    fn json(&mut self, value: Json<'_>) {
        self.counted(12, value.0.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use xxhash_rust::xxh3::xxh3_128;

    use super::*;
    use crate::row::Field;

    fn encoded(write: impl FnOnce(&mut Canonical<'_>)) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut Canonical::new(&mut out));
        out
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn cell<T: Field>(value: T) -> String {
        hex(&encoded(|out| out.put(value)))
    }

    fn moment() -> Timestamp {
        NaiveDate::from_ymd_opt(2013, 1, 31)
            .unwrap()
            .and_hms_micro_opt(6, 7, 8, 9)
            .unwrap()
    }

    // These must never change: hashes of them are stored in users' tables.
    #[test]
    fn golden_cells() {
        assert_eq!(cell(None::<i64>), "00");
        assert_eq!(cell(true), "0101");
        assert_eq!(cell(false), "0100");
        assert_eq!(cell(-2_i16), "02fffffffffffffffe");
        assert_eq!(cell(-2_i32), "02fffffffffffffffe");
        assert_eq!(cell(-2_i64), "02fffffffffffffffe");
        assert_eq!(cell(0.5_f32), "033fe0000000000000");
        assert_eq!(cell(0.1_f64), "033fb999999999999a");
        assert_eq!(cell(-0.0_f64), "030000000000000000");
        assert_eq!(cell(-f64::NAN), "037ff8000000000000");
        assert_eq!(cell(f32::NAN), "037ff8000000000000");
        assert_eq!(
            cell(Decimal::from_parts(-150, 2)),
            "0401fffffffffffffffffffffffffffffff1"
        );
        assert_eq!(
            cell(Decimal::from_parts(-15, 1)),
            "0401fffffffffffffffffffffffffffffff1"
        );
        assert_eq!(
            cell(Decimal::from_parts(0, 5)),
            "040000000000000000000000000000000000"
        );
        assert_eq!(
            cell(Decimal::from_parts(1500, 0)),
            "0400000000000000000000000000000005dc"
        );
        assert_eq!(cell(""), "050000000000000000");
        assert_eq!(cell("é"), "050000000000000002c3a9");
        assert_eq!(cell(&[0_u8, 255][..]), "06000000000000000200ff");
        assert_eq!(cell(moment().date()), "0700003d78");
        assert_eq!(
            cell(NaiveDate::from_ymd_opt(1, 1, 1).unwrap()),
            "07fff506c6"
        );
        assert_eq!(cell(moment().time()), "080000000520f89b09");
        assert_eq!(cell(moment()), "090004d48f6fcd9b09");
        assert_eq!(cell(moment().and_utc()), "0a0004d48f6fcd9b09");
        assert_eq!(
            cell(Uuid::from_u128(0xa0ee_bc99_9c0b_4ef8_bb6d_6bb9_bd38_0a11)),
            "0ba0eebc999c0b4ef8bb6d6bb9bd380a11"
        );
        assert_eq!(cell(Json("{}")), "0c00000000000000027b7d");
    }

    // These must never change either.
    #[test]
    fn golden_rows() {
        let airport = encoded(|out| {
            out.put("04G");
            out.put("Lansdowne Airport");
            out.put(Some(41.130_472_2_f64));
            out.put(None::<f64>);
            out.put(Some(1044_i32));
            out.put(Some(Decimal::from_parts(10_440, 1)));
            out.put(Some("America/New_York"));
        });
        assert_eq!(
            format!("{:032x}", xxh3_128(&airport)),
            "fa81ebb5483b410f5b1203bf699b9e7e"
        );
        let moments = encoded(|out| {
            out.put(moment().date());
            out.put(moment());
            out.put(moment().and_utc());
            out.put(true);
        });
        assert_eq!(
            format!("{:032x}", xxh3_128(&moments)),
            "9742fdf05a71034b2a86605cac8e7a70"
        );
        assert_eq!(
            format!("{:032x}", xxh3_128(&encoded(|_| ()))),
            "99aa06d3014798d86001c324468d497f"
        );
    }

    #[test]
    fn rows_do_not_run_into_each_other() {
        let two = |left: Option<&str>, right: Option<&str>| {
            encoded(|out| {
                out.put(left);
                out.put(right);
            })
        };
        assert_ne!(two(Some("ab"), Some("c")), two(Some("a"), Some("bc")));
        assert_ne!(two(None, Some("")), two(Some(""), None));
        assert_ne!(two(None, None), two(Some(""), Some("")));
    }
}
