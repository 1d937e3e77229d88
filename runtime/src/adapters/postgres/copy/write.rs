//! Fields as binary COPY takes them: a length and the bytes, one behind the other.

use super::{CopyIndex, CopyRow, EPOCH, EPOCH_DAY, Kind, numeric};
use crate::info::Column;
use crate::row::{RowReader, RowWriter};
use loadwright_types::{
    Date, Decimal, Json, SqlType, Time, Timestamp, TimestampTz, Uuid, canonical_text,
};

/// Appends the fields of a row.
#[derive(Debug)]
pub(crate) struct CopyWriter<'b> {
    out: &'b mut Vec<u8>,
}

impl<'b> CopyWriter<'b> {
    /// A writer that appends to these bytes.
    pub(crate) fn new(out: &'b mut Vec<u8>) -> CopyWriter<'b> {
        CopyWriter { out }
    }
}

/// Appends a field of bytes.
#[inline]
pub(crate) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as i32).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Appends an `integer` field.
#[inline]
pub(crate) fn push_int4(out: &mut Vec<u8>, value: i32) {
    push_bytes(out, &value.to_be_bytes());
}

impl RowWriter for CopyWriter<'_> {
    #[inline]
    fn null(&mut self) {
        self.out.extend_from_slice(&(-1_i32).to_be_bytes());
    }

    #[inline]
    fn boolean(&mut self, value: bool) {
        push_bytes(self.out, &[u8::from(value)]);
    }

    #[inline]
    fn smallint(&mut self, value: i16) {
        push_bytes(self.out, &value.to_be_bytes());
    }

    #[inline]
    fn integer(&mut self, value: i32) {
        push_bytes(self.out, &value.to_be_bytes());
    }

    #[inline]
    fn bigint(&mut self, value: i64) {
        push_bytes(self.out, &value.to_be_bytes());
    }

    #[inline]
    fn real(&mut self, value: f32) {
        push_bytes(self.out, &value.to_be_bytes());
    }

    #[inline]
    fn double(&mut self, value: f64) {
        push_bytes(self.out, &value.to_be_bytes());
    }

    #[inline]
    fn decimal(&mut self, value: Decimal) {
        let start = self.out.len();
        self.out.extend_from_slice(&[0; 4]);
        numeric::write(value, self.out);
        let length = (self.out.len() - start - 4) as i32;
        self.out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    }

    #[inline]
    fn text(&mut self, value: &str) {
        push_bytes(self.out, value.as_bytes());
    }

    #[inline]
    fn bytea(&mut self, value: &[u8]) {
        push_bytes(self.out, value);
    }

    #[inline]
    fn date(&mut self, value: Date) {
        let days = (value - EPOCH_DAY).num_days() as i32;
        push_bytes(self.out, &days.to_be_bytes());
    }

    #[inline]
    fn time(&mut self, value: Time) {
        use chrono::Timelike;
        let micros = i64::from(value.num_seconds_from_midnight()) * 1_000_000
            + i64::from(value.nanosecond() / 1000);
        push_bytes(self.out, &micros.to_be_bytes());
    }

    #[inline]
    fn timestamp(&mut self, value: Timestamp) {
        push_bytes(self.out, &micros(value).to_be_bytes());
    }

    #[inline]
    fn timestamptz(&mut self, value: TimestampTz) {
        push_bytes(self.out, &micros(value.naive_utc()).to_be_bytes());
    }

    #[inline]
    fn uuid(&mut self, value: Uuid) {
        push_bytes(self.out, value.as_bytes());
    }

    #[inline]
    fn json(&mut self, value: Json<'_>) {
        push_bytes(self.out, value.0.as_bytes());
    }
}

/// Microseconds from PostgreSQL's epoch: exact for all years that chrono knows but the outermost,
/// which no value has.
#[inline]
fn micros(moment: Timestamp) -> i64 {
    (moment - EPOCH).num_microseconds().unwrap_or(i64::MAX)
}

/// The fields of a row in written form; `None`: NULL.
pub(crate) fn fields(mut written: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    std::iter::from_fn(move || {
        let (length, rest) = written.split_first_chunk()?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            written = rest;
            return Some(None);
        };
        let (field, rest) = rest.split_at_checked(length)?;
        written = rest;
        Some(Some(field))
    })
}

/// A written field for people.
#[must_use]
pub(crate) fn field_text(field: Option<&[u8]>, ty: SqlType) -> String {
    let Some(bytes) = field else {
        return "NULL".to_owned();
    };
    let mut tuple = 1_i16.to_be_bytes().to_vec();
    push_bytes(&mut tuple, bytes);
    let mut index = CopyIndex::default();
    let unreadable = || format!("{} bytes", bytes.len());
    if index.scan(&tuple).is_err() {
        return unreadable();
    }
    let kinds = [Kind::stored(ty)];
    let row = CopyRow::new(&tuple, &index, &kinds);
    static TEXT: Column = Column::stored("", 0, SqlType::Text);
    let text = match kinds[0] {
        Kind::Bool => row
            .boolean(&TEXT)
            .map(|value| value.map(|value| value.to_string())),
        Kind::Int2 | Kind::Int4 | Kind::Int8 => row
            .bigint(&TEXT)
            .map(|value| value.map(|value| value.to_string())),
        Kind::Float4 | Kind::Float8 => row
            .double(&TEXT)
            .map(|value| value.map(canonical_text::double)),
        Kind::Numeric => row
            .decimal(&TEXT)
            .map(|value| value.map(|value| value.to_string())),
        Kind::Date => row
            .date(&TEXT)
            .map(|value| value.map(|value| value.to_string())),
        Kind::Time => row
            .time(&TEXT)
            .map(|value| value.map(|value| value.to_string())),
        Kind::Timestamp => row
            .timestamp(&TEXT)
            .map(|value| value.map(|value| value.to_string())),
        Kind::TimestampTz => row
            .timestamptz(&TEXT)
            .map(|value| value.map(crate::clock::text)),
        Kind::Uuid => row
            .uuid(&TEXT)
            .map(|value| value.map(|value| value.to_string())),
        Kind::Bytea => Ok(Some(format!("a blob of {} bytes", bytes.len()))),
        Kind::Text | Kind::Char | Kind::Json | Kind::Jsonb => row
            .text(&TEXT)
            .map(|value| value.map(|text| format!("'{text}'"))),
    };
    text.ok().flatten().unwrap_or_else(unreadable)
}
