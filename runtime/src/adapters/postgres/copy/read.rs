//! Tuples of a COPY stream, read in place.

use chrono::{Days, TimeDelta};

use super::{EPOCH, EPOCH_DAY, Kind, numeric, push_shown};
use crate::error::{Error, Result as Outcome};
use crate::info::Column;
use crate::row::{Fault, Reject, RowReader};
use crate::value::text::{rules, trimmed};
use loadwright_types::{Date, Decimal, Json, SqlType, Time, Timestamp, TimestampTz, Uuid, parse};

/// Where the fields of one tuple are; reused from tuple to tuple.
#[derive(Debug, Default)]
pub(crate) struct CopyIndex(Vec<Option<(u32, u32)>>);

/// How far a tuple reaches, as far as the bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// So many bytes.
    Whole(usize),
    /// There is none: the stream ends here.
    End,
    /// Beyond these bytes.
    Partial,
}

impl CopyIndex {
    /// Finds the tuple's fields.
    ///
    /// # Errors
    /// A damaged tuple.
    pub(crate) fn scan(&mut self, tuple: &[u8]) -> Outcome<()> {
        match self.walk(tuple) {
            Extent::Whole(length) if length == tuple.len() => Ok(()),
            _ => Err(Error::failed("a row of the COPY stream is damaged")),
        }
    }

    /// Finds the fields of the tuple that the bytes begin with.
    #[inline]
    pub(crate) fn walk(&mut self, bytes: &[u8]) -> Extent {
        self.0.clear();
        let Some(count) = bytes.first_chunk() else {
            return Extent::Partial;
        };
        let count = i16::from_be_bytes(*count);
        if count < 0 {
            return Extent::End;
        }
        let mut place = 2_usize;
        for _ in 0..count {
            let Some(length) = bytes.get(place..).and_then(<[u8]>::first_chunk) else {
                return Extent::Partial;
            };
            place += 4;
            match usize::try_from(i32::from_be_bytes(*length)) {
                Ok(length) => {
                    self.0.push(Some((place as u32, (place + length) as u32)));
                    place += length;
                }
                Err(_) => self.0.push(None),
            }
        }
        if place <= bytes.len() {
            Extent::Whole(place)
        } else {
            Extent::Partial
        }
    }
}

/// One tuple, readable cell by cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CopyRow<'r> {
    tuple: &'r [u8],
    index: &'r CopyIndex,
    kinds: &'r [Kind],
    /// Place of the row's first field: several typed rows can stand in one tuple.
    base: usize,
}

impl<'r> CopyRow<'r> {
    /// The row whose first field is the tuple's first.
    #[inline]
    #[must_use]
    pub(crate) fn new(tuple: &'r [u8], index: &'r CopyIndex, kinds: &'r [Kind]) -> CopyRow<'r> {
        CopyRow {
            tuple,
            index,
            kinds,
            base: 0,
        }
    }

    /// The row whose first field stands at `base`.
    #[inline]
    #[must_use]
    pub(crate) fn behind(self, base: usize) -> CopyRow<'r> {
        CopyRow { base, ..self }
    }

    /// The whole tuple.
    #[must_use]
    pub(crate) fn tuple(&self) -> &'r [u8] {
        self.tuple
    }

    /// A field's bytes; `None`: NULL, or no such field.
    #[inline]
    #[must_use]
    pub(crate) fn field(&self, index: usize) -> Option<&'r [u8]> {
        let (start, end) = (*self.index.0.get(self.base + index)?)?;
        self.tuple.get(start as usize..end as usize)
    }

    /// A field's format.
    #[must_use]
    pub(crate) fn kind(&self, index: usize) -> Kind {
        self.kinds
            .get(self.base + index)
            .copied()
            .unwrap_or(Kind::Bytea)
    }

    #[inline]
    fn value<T>(
        &self,
        column: &'static Column,
        decode: impl FnOnce(Kind, &'r [u8]) -> Result<T, Fault>,
    ) -> Result<Option<T>, Reject> {
        let Some(field) = self.field(column.index) else {
            return Ok(None);
        };
        let (kind, bytes) = match self.kind(column.index) {
            Kind::Char => (Kind::Text, unpadded(field)),
            kind => (kind, field),
        };
        if kind == Kind::Text && !column.nulls.is_empty() {
            let text = std::str::from_utf8(bytes)
                .map_err(|_| told(not_utf8(), kind, field).at(column.name))?;
            if column.nulls.contains(&trimmed(text, column.trim)) {
                return Ok(None);
            }
        }
        decode(kind, bytes)
            .map(Some)
            .map_err(|fault| told(fault, kind, field).at(column.name))
    }

    #[inline]
    fn whole<T: TryFrom<i64>>(
        &self,
        column: &'static Column,
        parse: fn(&str) -> Result<T, Fault>,
    ) -> Result<Option<T>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::Text => parse(text_of(bytes, column)?),
            _ => {
                let value = if kind == Kind::Numeric {
                    whole_of(numeric::read(bytes, None)?)?
                } else {
                    integer(kind, bytes)?
                };
                T::try_from(value).map_err(|_| out_of_range(column.ty))
            }
        })
    }
}

/// `char(n)` without the blanks that fill it up.
#[inline]
fn unpadded(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|byte| *byte != b' ')
        .map_or(0, |last| last + 1);
    &bytes[..end]
}

/// Bytes of a long field that are looked at for the few characters that are told.
const FIELD_BYTES_TOLD: usize = 2048;

/// The value is told as the source has it, not as far as it could be read.
#[cold]
fn told(fault: Fault, kind: Kind, field: &[u8]) -> Fault {
    let mut text = Vec::new();
    let is_long = matches!(
        kind,
        Kind::Text | Kind::Char | Kind::Bytea | Kind::Json | Kind::Jsonb
    );
    push_shown(
        kind,
        if is_long {
            &field[..field.len().min(FIELD_BYTES_TOLD)]
        } else {
            field
        },
        &mut text,
    );
    parse::fault_of_bytes(&text, fault.reason)
}

#[cold]
fn not_utf8() -> Fault {
    Fault::new("text that is not UTF-8")
}

#[cold]
fn damaged() -> Fault {
    Fault::new("a value of another type than the column had when the run began")
}

#[cold]
fn out_of_range(ty: SqlType) -> Fault {
    Fault::new(format!("out of range for {ty}"))
}

#[inline]
fn text_of<'r>(bytes: &'r [u8], column: &Column) -> Result<&'r str, Fault> {
    std::str::from_utf8(bytes)
        .map(|text| trimmed(text, column.trim))
        .map_err(|_| not_utf8())
}

#[inline]
fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Fault> {
    bytes.try_into().map_err(|_| damaged())
}

#[inline]
fn integer(kind: Kind, bytes: &[u8]) -> Result<i64, Fault> {
    Ok(match kind {
        Kind::Int2 => i64::from(i16::from_be_bytes(array(bytes)?)),
        Kind::Int4 => i64::from(i32::from_be_bytes(array(bytes)?)),
        Kind::Int8 => i64::from_be_bytes(array(bytes)?),
        _ => return Err(damaged()),
    })
}

/// A table's numeric may hold a job's integers, and by hand other numbers too.
fn whole_of(value: Decimal) -> Result<i64, Fault> {
    let whole = if value.scale() == 0 {
        i64::try_from(value.mantissa()).ok()
    } else {
        None
    };
    whole.ok_or_else(|| Fault::new("no whole number"))
}

/// The integer as a floating-point number, if that is the same number.
fn exactly(value: i64, digits: u32) -> Result<f64, Fault> {
    if value.unsigned_abs() <= 1 << digits {
        Ok(value as f64)
    } else {
        Err(Fault::new(
            "an integer that a floating-point column does not hold exactly",
        ))
    }
}

/// Dates and moments outside the years 1 to 9999, infinities among them, are refused.
fn date_of(days: i32) -> Result<Date, Fault> {
    let date = match days {
        i32::MAX | i32::MIN => return Err(Fault::new("no finite date")),
        0.. => EPOCH_DAY.checked_add_days(Days::new(days as u64)),
        _ => EPOCH_DAY.checked_sub_days(Days::new(u64::from(days.unsigned_abs()))),
    };
    date.filter(|date| is_in_range(*date))
        .ok_or_else(|| Fault::new("a date outside the years 1 to 9999"))
}

fn moment_of(micros: i64) -> Result<Timestamp, Fault> {
    if matches!(micros, i64::MAX | i64::MIN) {
        return Err(Fault::new("no finite timestamp"));
    }
    EPOCH
        .checked_add_signed(TimeDelta::microseconds(micros))
        .filter(|moment| is_in_range(moment.date()))
        .ok_or_else(|| Fault::new("a timestamp outside the years 1 to 9999"))
}

fn is_in_range(date: Date) -> bool {
    (1..=9999).contains(&chrono::Datelike::year(&date))
}

fn time_of(micros: i64) -> Result<Time, Fault> {
    let whole = u32::try_from(micros.div_euclid(1_000_000)).ok();
    let nanos = micros.rem_euclid(1_000_000) as u32 * 1000;
    whole
        .and_then(|seconds| Time::from_num_seconds_from_midnight_opt(seconds, nanos))
        .ok_or_else(|| Fault::new("a time that a day does not have"))
}

impl<'r> RowReader<'r> for CopyRow<'r> {
    #[inline]
    fn boolean(&self, column: &'static Column) -> Result<Option<bool>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::Bool => Ok(array::<1>(bytes)?[0] != 0),
            Kind::Text => rules::boolean(text_of(bytes, column)?, column),
            _ => Err(damaged()),
        })
    }

    #[inline]
    fn smallint(&self, column: &'static Column) -> Result<Option<i16>, Reject> {
        self.whole(column, parse::smallint)
    }

    #[inline]
    fn integer(&self, column: &'static Column) -> Result<Option<i32>, Reject> {
        self.whole(column, parse::integer)
    }

    #[inline]
    fn bigint(&self, column: &'static Column) -> Result<Option<i64>, Reject> {
        self.whole(column, parse::bigint)
    }

    fn real(&self, column: &'static Column) -> Result<Option<f32>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::Float4 => Ok(f32::from_be_bytes(array(bytes)?)),
            Kind::Float8 => {
                let value = f64::from_be_bytes(array(bytes)?);
                let single = value as f32;
                // As PostgreSQL: rounded, but neither to infinity nor to zero.
                let lost =
                    (single.is_infinite() && value.is_finite()) || (single == 0.0 && value != 0.0);
                if lost {
                    Err(out_of_range(column.ty))
                } else {
                    Ok(single)
                }
            }
            Kind::Text => parse::real(text_of(bytes, column)?, column.decimal_mark),
            _ => Ok(exactly(integer(kind, bytes)?, f32::MANTISSA_DIGITS)? as f32),
        })
    }

    fn double(&self, column: &'static Column) -> Result<Option<f64>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::Float8 => Ok(f64::from_be_bytes(array(bytes)?)),
            Kind::Float4 => Ok(f64::from(f32::from_be_bytes(array(bytes)?))),
            Kind::Text => parse::double(text_of(bytes, column)?, column.decimal_mark),
            _ => exactly(integer(kind, bytes)?, f64::MANTISSA_DIGITS),
        })
    }

    #[inline]
    fn decimal(&self, column: &'static Column) -> Result<Option<Decimal>, Reject> {
        let at = match column.ty {
            SqlType::Decimal { precision, scale } => Some((precision, scale)),
            _ => None,
        };
        self.value(column, |kind, bytes| match kind {
            Kind::Numeric => numeric::read(bytes, at),
            Kind::Text => rules::decimal(text_of(bytes, column)?, column),
            _ => {
                let value = Decimal::from(integer(kind, bytes)?);
                at.map_or(Ok(value), |(precision, scale)| {
                    value.at_scale(precision, scale)
                })
            }
        })
    }

    #[inline]
    fn text(&self, column: &'static Column) -> Result<Option<&'r str>, Reject> {
        self.value(column, |kind, bytes| {
            let bytes = if kind == Kind::Jsonb {
                bytes.get(1..).unwrap_or_default()
            } else {
                bytes
            };
            let text = text_of(bytes, column)?;
            // A server's text holds no NUL character, which is all that there is to check.
            if column.ty == SqlType::Text {
                Ok(text)
            } else {
                rules::text(text, column)
            }
        })
    }

    #[inline]
    fn bytea(&self, column: &'static Column) -> Result<Option<&'r [u8]>, Reject> {
        self.value(column, |_, bytes| Ok(bytes))
    }

    #[inline]
    fn date(&self, column: &'static Column) -> Result<Option<Date>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::Date => date_of(i32::from_be_bytes(array(bytes)?)),
            Kind::Text => rules::date(text_of(bytes, column)?, column),
            _ => Err(damaged()),
        })
    }

    #[inline]
    fn time(&self, column: &'static Column) -> Result<Option<Time>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::Time => time_of(i64::from_be_bytes(array(bytes)?)),
            Kind::Text => rules::time(text_of(bytes, column)?, column),
            _ => Err(damaged()),
        })
    }

    #[inline]
    fn timestamp(&self, column: &'static Column) -> Result<Option<Timestamp>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::Timestamp => moment_of(i64::from_be_bytes(array(bytes)?)),
            Kind::Text => rules::timestamp(text_of(bytes, column)?, column),
            _ => Err(damaged()),
        })
    }

    #[inline]
    fn timestamptz(&self, column: &'static Column) -> Result<Option<TimestampTz>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::TimestampTz => Ok(moment_of(i64::from_be_bytes(array(bytes)?))?.and_utc()),
            Kind::Timestamp => {
                let naive = moment_of(i64::from_be_bytes(array(bytes)?))?;
                parse::timestamptz(
                    &naive.format("%Y-%m-%dT%H:%M:%S%.6f").to_string(),
                    column.timezone,
                )
            }
            Kind::Text => rules::timestamptz(text_of(bytes, column)?, column),
            _ => Err(damaged()),
        })
    }

    #[inline]
    fn uuid(&self, column: &'static Column) -> Result<Option<Uuid>, Reject> {
        self.value(column, |kind, bytes| match kind {
            Kind::Uuid => Ok(Uuid::from_bytes(array(bytes)?)),
            Kind::Text => parse::uuid(text_of(bytes, column)?),
            _ => Err(damaged()),
        })
    }

    #[inline]
    fn json(&self, column: &'static Column) -> Result<Option<Json<'r>>, Reject> {
        self.value(column, |kind, bytes| match kind {
            // The server checked what it stores.
            Kind::Json => Ok(Json(std::str::from_utf8(bytes).map_err(|_| not_utf8())?)),
            Kind::Jsonb => Ok(Json(
                std::str::from_utf8(bytes.get(1..).unwrap_or_default()).map_err(|_| not_utf8())?,
            )),
            Kind::Text => parse::json(text_of(bytes, column)?).map(Json),
            _ => Err(damaged()),
        })
    }
}
