//! What a table that was there before does not hold of what the job's types can: found once when it
//! is opened, asked of each row.
//!
//! Left to itself a server rounds, cuts blanks off, or fails the whole COPY. So each value is
//! looked at before it is sent, and a row with one that would not arrive as it is is rejected, as
//! for any other value that does not fit.

use chrono::Timelike;

use crate::clock;
use crate::info::Literal;
use crate::row::{Fault, Reject, RowWriter};
use crate::value::{Date, Decimal, Json, Time, Timestamp, TimestampTz, Uuid};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "each database brings its own")]
pub(crate) enum Fit {
    /// An integer of this many bits.
    Integer { bits: u32 },
    /// `numeric(precision, scale)`; a server's scale may be below zero.
    Numeric { precision: i32, scale: i32 },
    /// Numbers of single precision.
    Real,
    /// So many characters; where the column fills them up with blanks, none at the end.
    Characters { most: usize, padded: bool },
    /// Moments that are so many microseconds apart.
    Every { micros: i64 },
    /// Documents whose strings can be kept as text: without the character U+0000, and without half
    /// a surrogate pair.
    Jsonb,
    /// Any number but NaN.
    NotNan,
    /// All but NULL.
    NotNull,
}

/// A column that is narrower than what the job may write there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit {
    /// Its place among the mapping's columns.
    pub(crate) place: usize,
    pub(crate) column: &'static str,
    /// Its type as the database has it.
    pub(crate) declared: String,
    pub(crate) fit: Fit,
}

/// Whether a row fits; `write` writes its cells.
#[inline]
pub(crate) fn check(limits: &[Limit], write: impl FnOnce(&mut Checker<'_>)) -> Result<(), Reject> {
    if limits.is_empty() {
        return Ok(());
    }
    let mut checker = Checker {
        limits,
        place: 0,
        found: None,
    };
    write(&mut checker);
    checker.found.map_or(Ok(()), Err)
}

/// Looks at the cells of one row, and keeps none.
pub(crate) struct Checker<'l> {
    /// Those still to come, in the order of their places.
    limits: &'l [Limit],
    place: usize,
    found: Option<Reject>,
}

impl Checker<'_> {
    #[inline]
    fn cell(&mut self, fault: impl Fn(&Limit) -> Option<Fault>) {
        while let Some((limit, rest)) = self.limits.split_first()
            && limit.place == self.place
        {
            self.limits = rest;
            if self.found.is_none() {
                self.found = fault(limit).map(|fault| fault.at(limit.column));
            }
        }
        self.place += 1;
    }
}

impl Limit {
    /// Why a constant of the spec cannot be written to this column.
    pub(crate) fn refuses(&self, constant: &Literal) -> Option<String> {
        let fault = match constant {
            Literal::Null if self.fit == Fit::NotNull => {
                return Some(format!(
                    "column `{}` is NOT NULL, and is to hold the constant NULL",
                    self.column
                ));
            }
            Literal::Null | Literal::Boolean(_) => None,
            Literal::Integer(value) => self.whole(*value),
            Literal::Double(value) => self.double(*value),
            Literal::Text(text) => match self.fit {
                Fit::Characters { .. } => self.text(text),
                Fit::Integer { .. } | Fit::Numeric { .. } => Decimal::parse(text)
                    .ok()
                    .and_then(|value| self.decimal(value)),
                Fit::Every { .. } => clock::parse_stored(text)
                    .and_then(|moment| self.moment(moment.timestamp_micros(), text)),
                Fit::Real | Fit::Jsonb | Fit::NotNan | Fit::NotNull => None,
            },
        }?;
        let value = fault.value.unwrap_or_default();
        Some(format!(
            "column `{}` is to hold the constant `{value}`: {}",
            self.column, fault.reason
        ))
    }

    fn whole(&self, value: i64) -> Option<Fault> {
        match self.fit {
            Fit::Integer { bits } if !is_of_bits(value.into(), bits) => self.out_of_range(value),
            Fit::Numeric { .. } => self.decimal(Decimal::new(value.into(), 0)?),
            _ => None,
        }
    }

    fn decimal(&self, value: Decimal) -> Option<Fault> {
        let number = value.normalized();
        let (digits, scale) = (number.mantissa(), i32::from(number.scale()));
        let (is_in_range, is_kept) = match self.fit {
            Fit::Integer { bits } => (is_of_bits(digits / power(scale), bits), scale == 0),
            Fit::Numeric {
                precision,
                scale: most,
            } => (
                digits.abs() < power(precision - most + scale),
                scale <= most.max(0) && digits % power(-most) == 0,
            ),
            _ => return None,
        };
        match (is_in_range, is_kept) {
            (false, _) => self.out_of_range(value),
            (true, false) => self.fault(
                value,
                format!("the table's {} does not keep all its digits", self.declared),
            ),
            (true, true) => None,
        }
    }

    fn double(&self, value: f64) -> Option<Fault> {
        match self.fit {
            Fit::Real if !value.is_nan() && f64::from(value as f32) != value => self.fault(
                value,
                format!(
                    "the table's {} does not hold exactly this number",
                    self.declared
                ),
            ),
            Fit::NotNan if value.is_nan() => self.fault(
                value,
                format!(
                    "the table's {}, which is strict, does not take it",
                    self.declared
                ),
            ),
            _ => None,
        }
    }

    fn text(&self, value: &str) -> Option<Fault> {
        let Fit::Characters { most, padded } = self.fit else {
            return None;
        };
        // No text has more characters than bytes.
        if value.len() > most && value.chars().count() > most {
            return self.fault(value, format!("too long for the table's {}", self.declared));
        }
        if padded && value.ends_with(' ') {
            return self.fault(
                value,
                format!(
                    "the table's {} does not keep blanks at the end",
                    self.declared
                ),
            );
        }
        None
    }

    fn json(&self, value: &str) -> Option<Fault> {
        if self.fit == Fit::Jsonb && !escapes_are_text(value) {
            return self.fault(
                value,
                format!(
                    "the table's {} does not take \\u0000 or half a surrogate pair",
                    self.declared
                ),
            );
        }
        None
    }

    fn moment(&self, micros: i64, value: impl std::fmt::Display) -> Option<Fault> {
        match self.fit {
            Fit::Every { micros: unit } if micros % unit != 0 => {
                self.fault(value, format!("finer than the table's {}", self.declared))
            }
            _ => None,
        }
    }

    #[cold]
    fn out_of_range(&self, value: impl std::fmt::Display) -> Option<Fault> {
        self.fault(
            value,
            format!("out of range for the table's {}", self.declared),
        )
    }

    #[cold]
    fn fault(&self, value: impl std::fmt::Display, reason: String) -> Option<Fault> {
        Some(Fault::of(value, reason))
    }
}

/// Whether each `\uXXXX` of a document is a character, or half of one whose other half follows.
fn escapes_are_text(json: &str) -> bool {
    let unit = |text: &str| {
        text.strip_prefix('u')
            .and_then(|hex| u16::from_str_radix(hex.get(..4)?, 16).ok())
    };
    let mut rest = json;
    while let Some((_, escape)) = rest.split_once('\\') {
        // What a backslash escapes, itself among it, is one byte; four digits behind a `u` hold
        // none.
        rest = escape.get(1..).unwrap_or_default();
        match unit(escape) {
            Some(0 | 0xdc00..=0xdfff) => return false,
            Some(0xd800..=0xdbff) => {
                let low = escape[5..].strip_prefix('\\').and_then(unit);
                if !low.is_some_and(|low| (0xdc00..=0xdfff).contains(&low)) {
                    return false;
                }
                rest = &escape[11..];
            }
            _ => {}
        }
    }
    true
}

fn is_of_bits(value: i128, bits: u32) -> bool {
    let most = 1_i128 << (bits - 1);
    (-most..most).contains(&value)
}

/// A power of ten, as far as a decimal's digits can be compared with it; 1 where the exponent is
/// below zero.
fn power(exponent: i32) -> i128 {
    10_i128.saturating_pow(u32::try_from(exponent).unwrap_or_default())
}

/// Cells of types that have no narrower relatives.
macro_rules! fit_everywhere {
    ($($method:ident: $type:ty),* $(,)?) => {$(
        #[inline]
        fn $method(&mut self, _: $type) {
            self.cell(|_| None);
        }
    )*};
}

impl RowWriter for Checker<'_> {
    #[inline]
    fn null(&mut self) {
        self.cell(|limit| {
            (limit.fit == Fit::NotNull)
                .then(|| Fault::new("NULL, and the table's column is NOT NULL"))
        });
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
        self.cell(|limit| limit.whole(value));
    }

    #[inline]
    fn real(&mut self, value: f32) {
        self.double(value.into());
    }

    #[inline]
    fn double(&mut self, value: f64) {
        self.cell(|limit| limit.double(value));
    }

    #[inline]
    fn decimal(&mut self, value: Decimal) {
        self.cell(|limit| limit.decimal(value));
    }

    #[inline]
    fn text(&mut self, value: &str) {
        self.cell(|limit| limit.text(value));
    }

    #[inline]
    fn time(&mut self, value: Time) {
        self.cell(|limit| limit.moment(i64::from(value.nanosecond() / 1000), value));
    }

    #[inline]
    fn timestamp(&mut self, value: Timestamp) {
        self.cell(|limit| limit.moment(value.and_utc().timestamp_micros(), value));
    }

    #[inline]
    fn timestamptz(&mut self, value: TimestampTz) {
        self.cell(|limit| limit.moment(value.timestamp_micros(), clock::text(value)));
    }

    #[inline]
    fn json(&mut self, value: Json<'_>) {
        self.cell(|limit| limit.json(value.0));
    }

    fit_everywhere! { boolean: bool, bytea: &[u8], date: Date, uuid: Uuid }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn limit(fit: Fit) -> Limit {
        Limit {
            place: 1,
            column: "c",
            declared: "narrow".to_owned(),
            fit,
        }
    }

    /// What is said of the second cell of three.
    fn told(fit: Fit, write: impl FnOnce(&mut Checker<'_>)) -> Option<String> {
        let checked = check(&[limit(fit)], |out| {
            out.null();
            write(out);
            out.bigint(i64::MAX);
        });
        checked.err().map(|reject| {
            format!(
                "{} {}: {}",
                reject.column,
                reject.value.unwrap_or_default(),
                reject.reason
            )
        })
    }

    #[test]
    fn only_the_column_with_a_limit_is_looked_at() {
        assert_eq!(check(&[], |out| out.bigint(i64::MAX)), Ok(()));
        assert_eq!(
            told(Fit::Integer { bits: 16 }, |out| out.integer(32767)),
            None
        );
        let reason = "c 32768: out of range for the table's narrow";
        assert_eq!(
            told(Fit::Integer { bits: 16 }, |out| out.integer(32768)).as_deref(),
            Some(reason)
        );
        assert_eq!(told(Fit::Integer { bits: 16 }, |out| out.null()), None);
    }

    #[test]
    fn numbers_whose_digits_the_column_has_not() {
        let decimal = |precision, scale, text: &str| {
            told(Fit::Numeric { precision, scale }, |out| {
                out.decimal(Decimal::parse(text).unwrap())
            })
            .map(|told| told.contains("digits"))
        };
        let (fits, out_of_range, digits) = (None, Some(false), Some(true));
        for (precision, scale, text, expected) in [
            (4, 2, "99.99", fits),
            (4, 2, "-99.990000", fits),
            (4, 2, "99.991", digits),
            (4, 2, "99.999", digits),
            (4, 2, "100", out_of_range),
            (2, -3, "99000", fits),
            (2, -3, "99500", digits),
            (2, -3, "100000", out_of_range),
            (2, -3, "0.1", digits),
            (2, 4, "0.0099", fits),
            (2, 4, "0.01", out_of_range),
            (1000, 500, "99999999999999999999999999999999999999", fits),
            (1000, -500, "1", digits),
            (1, 0, "0", fits),
        ] {
            assert_eq!(
                decimal(precision, scale, text),
                expected,
                "{text} in numeric({precision},{scale})"
            );
        }
    }

    #[test]
    fn escapes_that_jsonb_has_no_text_for() {
        let fits = |json| told(Fit::Jsonb, |out| out.json(Json(json))).is_none();
        for json in [
            r#"{"a\\u0000": "\n\"\u00e9"}"#,
            r#""\ud83d\ude00""#,
            r#""\\""#,
            "[]",
            r#""\uD83D\uDE00\u0001""#,
        ] {
            assert!(fits(json), "{json}");
        }
        for json in [
            r#""\u0000""#,
            r#""\\\u0000""#,
            r#""\ud83d""#,
            r#""\ude00""#,
            r#""\ud83d\u0041""#,
            r#""\ud83d x\ude00""#,
            r#""\ud83d\\ude00""#,
        ] {
            assert!(!fits(json), "{json}");
        }
    }

    #[test]
    fn a_column_may_have_several_limits() {
        let limits = [limit(Fit::NotNull), limit(Fit::Integer { bits: 16 })];
        let told = |write: fn(&mut Checker<'_>)| {
            let checked = check(&limits, |out| {
                out.null();
                write(out);
            });
            checked.err().map(|reject| reject.reason.into_owned())
        };
        assert_eq!(told(|out| out.integer(7)), None);
        assert_eq!(
            told(|out| out.null()).as_deref(),
            Some("NULL, and the table's column is NOT NULL")
        );
        assert_eq!(
            told(|out| out.integer(32768)).as_deref(),
            Some("out of range for the table's narrow")
        );
        assert!(
            limits[0].refuses(&Literal::Null).is_some()
                && limits[1].refuses(&Literal::Null).is_none()
        );
    }

    #[test]
    fn a_strict_table_of_sqlite_has_no_nan() {
        assert_eq!(told(Fit::NotNan, |out| out.double(f64::INFINITY)), None);
        assert!(told(Fit::NotNan, |out| out.real(f32::NAN)).is_some());
    }

    #[test]
    fn constants_are_looked_at_as_what_they_become() {
        let refused = |fit, constant| limit(fit).refuses(&constant).is_some();
        assert!(refused(
            Fit::Characters {
                most: 1,
                padded: true
            },
            Literal::Text("No")
        ));
        assert!(!refused(
            Fit::Characters {
                most: 1,
                padded: true
            },
            Literal::Text("N")
        ));
        assert!(
            refused(Fit::Integer { bits: 16 }, Literal::Text("32768"))
                && refused(Fit::Integer { bits: 16 }, Literal::Integer(-32769))
        );
        assert!(refused(
            Fit::Numeric {
                precision: 3,
                scale: 1
            },
            Literal::Text("1.25")
        ));
        assert!(refused(Fit::Real, Literal::Double(0.1)) && !refused(Fit::Real, Literal::Null));
        assert!(refused(
            Fit::Every { micros: 1000 },
            Literal::Text("1900-01-01T00:00:00.000001Z")
        ));
        assert!(!refused(
            Fit::Every { micros: 1_000_000 },
            Literal::Text("9999-12-31T00:00:00.000000Z")
        ));
    }
}
