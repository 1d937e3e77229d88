//! Rows in written form: cells one behind the other in a byte string, as they are kept beyond the
//! row's life, spilled and bound.
//!
//! A cell is a tag, then: INTEGER a zigzag varint; REAL eight bytes, little-endian; TEXT and BLOB a
//! varint of their length and the bytes.

use loadwright_types::canonical_text::{
    push_date, push_display, push_time, push_timestamp, push_timestamptz, push_uuid,
};

use super::cell::{Cell, Cells, no_such_cell, not_utf8};
use super::{Date, Decimal, Json, Time, Timestamp, TimestampTz, Uuid};
use crate::error::Error;
use crate::row::{Fault, RowWriter};

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BLOB: u8 = 4;

/// Appends rows in written form, each value in the class and text that SQLite stores.
#[derive(Debug)]
pub struct CellWriter<'o> {
    out: &'o mut Vec<u8>,
}

impl<'o> CellWriter<'o> {
    /// A writer behind what `out` holds already.
    #[inline]
    pub fn new(out: &'o mut Vec<u8>) -> CellWriter<'o> {
        CellWriter { out }
    }

    /// Any cell.
    #[inline]
    pub fn cell(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Null => self.out.push(NULL),
            Cell::Integer(value) => {
                self.out.push(INTEGER);
                push_varint(
                    self.out,
                    (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned(),
                );
            }
            Cell::Real(value) => {
                self.out.push(REAL);
                self.out.extend_from_slice(&value.to_le_bytes());
            }
            Cell::Text(value) => self.bytes(TEXT, value.as_bytes()),
            Cell::Blob(value) => self.bytes(BLOB, value),
        }
    }

    /// Any cell, as it was read.
    pub(crate) fn raw(&mut self, cell: RawCell<'_>) {
        match cell {
            RawCell::Null => self.cell(Cell::Null),
            RawCell::Integer(value) => self.cell(Cell::Integer(value)),
            RawCell::Real(value) => self.cell(Cell::Real(value)),
            RawCell::Text(bytes) => self.bytes(TEXT, bytes),
            RawCell::Blob(bytes) => self.bytes(BLOB, bytes),
        }
    }

    #[inline]
    fn bytes(&mut self, tag: u8, value: &[u8]) {
        self.out.push(tag);
        push_varint(self.out, value.len() as u64);
        self.out.extend_from_slice(value);
    }

    /// A TEXT of fewer than 128 bytes, whose length stands in one byte.
    #[inline]
    fn short_text(&mut self, push: impl FnOnce(&mut Vec<u8>)) {
        self.out.extend_from_slice(&[TEXT, 0]);
        let start = self.out.len();
        push(self.out);
        self.out[start - 1] = (self.out.len() - start) as u8;
    }
}

impl RowWriter for CellWriter<'_> {
    #[inline]
    fn null(&mut self) {
        self.cell(Cell::Null);
    }

    #[inline]
    fn boolean(&mut self, value: bool) {
        self.cell(Cell::Integer(value.into()));
    }

    #[inline]
    fn smallint(&mut self, value: i16) {
        self.cell(Cell::Integer(value.into()));
    }

    #[inline]
    fn integer(&mut self, value: i32) {
        self.cell(Cell::Integer(value.into()));
    }

    #[inline]
    fn bigint(&mut self, value: i64) {
        self.cell(Cell::Integer(value));
    }

    #[inline]
    fn real(&mut self, value: f32) {
        self.double(value.into());
    }

    #[inline]
    fn double(&mut self, value: f64) {
        // SQLite turns a NaN into NULL.
        self.cell(if value.is_nan() {
            Cell::Text("NaN")
        } else {
            Cell::Real(value)
        });
    }

    fn decimal(&mut self, value: Decimal) {
        self.short_text(|out| push_display(out, value));
    }

    #[inline]
    fn text(&mut self, value: &str) {
        self.cell(Cell::Text(value));
    }

    #[inline]
    fn bytea(&mut self, value: &[u8]) {
        self.cell(Cell::Blob(value));
    }

    fn date(&mut self, value: Date) {
        self.short_text(|out| push_date(out, value));
    }

    fn time(&mut self, value: Time) {
        self.short_text(|out| push_time(out, value));
    }

    fn timestamp(&mut self, value: Timestamp) {
        self.short_text(|out| push_timestamp(out, value));
    }

    fn timestamptz(&mut self, value: TimestampTz) {
        self.short_text(|out| push_timestamptz(out, value));
    }

    fn uuid(&mut self, value: Uuid) {
        self.short_text(|out| push_uuid(out, value));
    }

    #[inline]
    fn json(&mut self, value: Json<'_>) {
        self.cell(Cell::Text(value.0));
    }
}

/// The cells of written rows, one behind the other.
///
/// Bytes that no [`CellWriter`] wrote (a damaged temporary file) are a fault.
#[derive(Debug, Clone, Copy)]
pub struct CellSlice<'a> {
    rest: &'a [u8],
}

impl<'a> CellSlice<'a> {
    /// The cells that are written in these bytes.
    #[inline]
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> CellSlice<'a> {
        CellSlice { rest: bytes }
    }

    /// What has not been read yet.
    #[inline]
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for CellSlice<'a> {
    type Item = Result<Cell<'a>, Fault>;

    #[inline]
    fn next(&mut self) -> Option<Result<Cell<'a>, Fault>> {
        if self.rest.is_empty() {
            return None;
        }
        let Some((raw, rest)) = split_cell(self.rest) else {
            self.rest = &[];
            return Some(Err(damaged()));
        };
        self.rest = rest;
        Some(raw.decode())
    }
}

/// A reusable index of the cells of one written row.
#[derive(Debug, Default)]
pub struct CellIndex {
    starts: Vec<usize>,
}

impl CellIndex {
    /// Finds the cells of a written row, so that they can be read by place.
    ///
    /// # Errors
    /// Bytes that no [`CellWriter`] wrote.
    pub fn scan<'i, 'a>(&'i mut self, bytes: &'a [u8]) -> Result<IndexedCells<'i, 'a>, Fault> {
        self.starts.clear();
        let mut rest = bytes;
        while !rest.is_empty() {
            self.starts.push(bytes.len() - rest.len());
            (_, rest) = split_cell(rest).ok_or_else(damaged)?;
        }
        Ok(IndexedCells {
            bytes,
            starts: &self.starts,
        })
    }
}

/// A written row, readable by place.
#[derive(Debug, Clone, Copy)]
pub struct IndexedCells<'i, 'a> {
    bytes: &'a [u8],
    starts: &'i [usize],
}

impl<'a> IndexedCells<'_, 'a> {
    /// The cell at a place, whether its text is valid or not.
    pub(crate) fn raw_cell(&self, index: usize) -> Option<RawCell<'a>> {
        self.bytes
            .get(*self.starts.get(index)?..)
            .and_then(split_cell)
            .map(|(cell, _)| cell)
    }

    /// Number of cells.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no cell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
}

impl<'a> Cells<'a> for IndexedCells<'_, 'a> {
    #[inline]
    fn cell(&self, index: usize) -> Result<Cell<'a>, Fault> {
        let start = *self.starts.get(index).ok_or_else(no_such_cell)?;
        let (raw, _) = self
            .bytes
            .get(start..)
            .and_then(split_cell)
            .ok_or_else(damaged)?;
        raw.decode()
    }
}

/// A cell whose text has not been checked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RawCell<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a [u8]),
    Blob(&'a [u8]),
}

impl<'a> RawCell<'a> {
    #[inline]
    fn decode(self) -> Result<Cell<'a>, Fault> {
        Ok(match self {
            RawCell::Null => Cell::Null,
            RawCell::Integer(value) => Cell::Integer(value),
            RawCell::Real(value) => Cell::Real(value),
            RawCell::Text(bytes) => {
                Cell::Text(std::str::from_utf8(bytes).map_err(|_| not_utf8(bytes))?)
            }
            RawCell::Blob(bytes) => Cell::Blob(bytes),
        })
    }
}

#[inline]
fn split_cell(bytes: &[u8]) -> Option<(RawCell<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    match tag {
        NULL => Some((RawCell::Null, rest)),
        INTEGER => {
            let (zigzag, rest) = split_varint(rest)?;
            Some((
                RawCell::Integer((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed()),
                rest,
            ))
        }
        REAL => {
            let (bytes, rest) = rest.split_first_chunk()?;
            Some((RawCell::Real(f64::from_le_bytes(*bytes)), rest))
        }
        TEXT | BLOB => {
            let (length, rest) = split_varint(rest)?;
            let (bytes, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            Some((
                if tag == TEXT {
                    RawCell::Text(bytes)
                } else {
                    RawCell::Blob(bytes)
                },
                rest,
            ))
        }
        _ => None,
    }
}

#[inline]
fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[inline]
fn split_varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (place, &byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return Some((value, &bytes[place + 1..]));
        }
    }
    None
}

#[cold]
fn damaged() -> Fault {
    Fault::new("a written row is damaged")
}

/// The cells of a row or key in written form.
pub(crate) fn cells_of(written: &[u8]) -> Result<Vec<Cell<'_>>, Error> {
    CellSlice::new(written)
        .collect::<Result<_, _>>()
        .map_err(unreadable)
}

#[cold]
pub(crate) fn unreadable(fault: Fault) -> Error {
    Error::failed(fault.reason)
}

/// A cell for people.
pub(crate) fn cell_text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Real(value) => value.to_string(),
        Cell::Text(text) => format!("'{text}'"),
        Cell::Blob(bytes) => format!("a blob of {} bytes", bytes.len()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn golden_bytes() {
        let mut bytes = Vec::new();
        let mut out = CellWriter::new(&mut bytes);
        out.null();
        out.bigint(-65);
        out.boolean(true);
        out.double(0.5);
        out.text("é");
        out.bytea(&[7]);
        out.decimal(Decimal::from_parts(-5, 1));
        out.double(f64::NAN);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let cells = [
            "00",
            "018101",
            "0102",
            "02000000000000e03f",
            "0302c3a9",
            "040107",
            "03042d302e35",
            "03034e614e",
        ];
        assert_eq!(hex, cells.concat());
        let cells: Vec<_> = CellSlice::new(&bytes).map(Result::unwrap).collect();
        assert_eq!(
            cells,
            [
                Cell::Null,
                Cell::Integer(-65),
                Cell::Integer(1),
                Cell::Real(0.5),
                Cell::Text("é"),
                Cell::Blob(&[7]),
                Cell::Text("-0.5"),
                Cell::Text("NaN")
            ]
        );
    }

    #[test]
    fn integers_of_every_length() {
        for value in [0, 1, -1, 63, 64, -64, -65, i64::MAX, i64::MIN] {
            let mut bytes = Vec::new();
            CellWriter::new(&mut bytes).bigint(value);
            assert_eq!(
                CellSlice::new(&bytes)
                    .collect::<Result<Vec<_>, _>>()
                    .unwrap(),
                [Cell::Integer(value)]
            );
        }
    }

    #[test]
    fn damaged_bytes_are_a_fault() {
        for bytes in [
            &[9][..],
            &[INTEGER],
            &[INTEGER, 0x80],
            &[REAL, 1, 2, 3],
            &[TEXT, 2, b'a'],
            &[BLOB, 0xff, 0xff, 0xff, 0xff, 0x7f, 1],
        ] {
            assert_eq!(
                CellSlice::new(bytes).collect::<Vec<_>>(),
                [Err(damaged())],
                "{bytes:?}"
            );
            assert_eq!(
                CellIndex::default().scan(bytes).unwrap_err(),
                damaged(),
                "{bytes:?}"
            );
        }
        assert_eq!(
            CellSlice::new(&[TEXT, 1, 0xff, NULL]).collect::<Vec<_>>(),
            [Err(not_utf8(&[0xff])), Ok(Cell::Null)]
        );
    }
}
