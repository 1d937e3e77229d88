//! Sort keys: byte strings that compare as SQL orders the values they are made of.

use super::canonical::{days, micros, one_double};
use super::{Date, Decimal, Json, Time, Timestamp, TimestampTz, Uuid};
use crate::info::OrderBy;
use crate::row::RowWriter;

const NULL_FIRST: u8 = 0;
const VALUE: u8 = 1;
const NULL_LAST: u8 = 2;

/// Appends the sort key of a row's `order_by` values: keys of the same `order_by` compare bytewise
/// as their rows do.
///
/// Types order as in PostgreSQL: text bytewise, false before true, NaN above every other number, -0
/// equal to 0.
#[derive(Debug)]
pub struct OrderKey<'o> {
    out: &'o mut Vec<u8>,
    order_by: std::slice::Iter<'o, OrderBy>,
}

impl<'o> OrderKey<'o> {
    /// A writer behind what `out` holds already, for values in the order of `order_by`; values
    /// beyond it ascend, NULLs last.
    #[inline]
    pub fn new(out: &'o mut Vec<u8>, order_by: &'o [OrderBy]) -> OrderKey<'o> {
        OrderKey {
            out,
            order_by: order_by.iter(),
        }
    }

    fn direction(&mut self) -> OrderBy {
        self.order_by.next().copied().unwrap_or(OrderBy {
            descending: false,
            nulls_first: false,
        })
    }

    /// A value, from bytes that ascend with it and of which none is the beginning of another's.
    fn value(&mut self, push: impl FnOnce(&mut Vec<u8>)) {
        let descending = self.direction().descending;
        self.out.push(VALUE);
        let start = self.out.len();
        push(self.out);
        if descending {
            invert(&mut self.out[start..]);
        }
    }

    fn fixed<const N: usize>(&mut self, ascending: [u8; N]) {
        self.value(|out| out.extend_from_slice(&ascending));
    }

    /// Bytes of any length: zero is escaped, and a zero that is not ends them.
    fn bytes(&mut self, value: &[u8]) {
        self.value(|out| {
            for byte in value {
                out.extend_from_slice(if *byte == 0 {
                    &[0, 0xff]
                } else {
                    std::slice::from_ref(byte)
                });
            }
            out.extend_from_slice(&[0, 0]);
        });
    }
}

fn invert(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = !*byte;
    }
}

impl RowWriter for OrderKey<'_> {
    fn null(&mut self) {
        let first = self.direction().nulls_first;
        self.out.push(if first { NULL_FIRST } else { NULL_LAST });
    }

    fn boolean(&mut self, value: bool) {
        self.fixed([u8::from(value)]);
    }

    fn smallint(&mut self, value: i16) {
        self.bigint(value.into());
    }

    fn integer(&mut self, value: i32) {
        self.bigint(value.into());
    }

    fn bigint(&mut self, value: i64) {
        self.fixed((value ^ i64::MIN).to_be_bytes());
    }

    fn real(&mut self, value: f32) {
        self.double(value.into());
    }

    fn double(&mut self, value: f64) {
        let bits = one_double(value).to_bits();
        // Negative numbers descend in their bits.
        let ascending = if value < 0.0 { !bits } else { bits | 1 << 63 };
        self.fixed(ascending.to_be_bytes());
    }

    /// The sign, the exponent of the first digit, and the digits from it on.
    fn decimal(&mut self, value: Decimal) {
        let magnitude = value.mantissa().unsigned_abs();
        self.value(|out| {
            let Some(log) = magnitude.checked_ilog10() else {
                return out.push(1);
            };
            out.push(if value.mantissa() < 0 { 0 } else { 2 });
            let start = out.len();
            // From 0 to 38 + 76, so that it fits one byte.
            out.push((log + u32::from(Decimal::SCALE_MAX) - u32::from(value.scale())) as u8);
            let digits = magnitude * 10_u128.pow(u32::from(Decimal::DIGITS_MAX) - 1 - log);
            out.extend_from_slice(&digits.to_be_bytes());
            if value.mantissa() < 0 {
                invert(&mut out[start..]);
            }
        });
    }

    fn text(&mut self, value: &str) {
        self.bytes(value.as_bytes());
    }

    fn bytea(&mut self, value: &[u8]) {
        self.bytes(value);
    }

    fn date(&mut self, value: Date) {
        self.fixed((days(value) ^ i32::MIN).to_be_bytes());
    }

    fn time(&mut self, value: Time) {
        self.bigint(micros(value));
    }

    fn timestamp(&mut self, value: Timestamp) {
        self.bigint(value.and_utc().timestamp_micros());
    }

    fn timestamptz(&mut self, value: TimestampTz) {
        self.bigint(value.timestamp_micros());
    }

    fn uuid(&mut self, value: Uuid) {
        self.fixed(value.into_bytes());
    }

    fn json(&mut self, value: Json<'_>) {
        self.bytes(value.0.as_bytes());
    }
}
