//! One CSV record as a source row.

use bumpalo::Bump;

use super::record::{Field, Marks, RawRecord};
use super::shape::Shape;
use crate::info::Column;
use crate::row::Reject;
use crate::source::json::RowJson;
use crate::source::{Position, SourceRow};
use crate::value::parse;
use crate::value::text::{TextCell, TextCells};

/// What the decoder writes for bytes that the file's encoding does not know.
const REPLACEMENT: char = '\u{fffd}';

/// One record of a CSV file; [`crate::value::text::Text`] reads typed cells from it.
#[derive(Debug, Clone, Copy)]
pub struct CsvRow<'r> {
    record: RawRecord<'r>,
    /// The whole record, where all of it is valid text: checked once, and not for each cell.
    text: Option<&'r str>,
    shape: &'r Shape,
    arena: &'r Bump,
    /// Place of the file in the run's list.
    file: u32,
}

impl<'r> TextCells<'r> for CsvRow<'r> {
    #[inline]
    fn cell(&self, column: &'static Column) -> Result<Option<TextCell<'r>>, Reject> {
        if !self.shape.fits(&self.record) {
            return Err(self.misfit(column));
        }
        let Some(range) = self
            .shape
            .field(column)
            .and_then(|field| self.record.range(field))
        else {
            return Ok(None);
        };
        let raw = match self.text {
            Some(text) => &text[range],
            None => self.checked(&self.record.bytes[range], column)?,
        };
        let Field { text, quoted } = self
            .record
            .unquote(raw, self.shape.dialect.quote, self.arena);
        Ok(Some(TextCell { text, quoted }))
    }

    #[inline]
    fn arena(&self) -> &'r Bump {
        self.arena
    }
}

impl<'r> CsvRow<'r> {
    #[inline]
    pub(super) fn new(
        record: RawRecord<'r>,
        shape: &'r Shape,
        arena: &'r Bump,
        file: u32,
    ) -> CsvRow<'r> {
        let valid = |text: &&str| !(shape.transcoded && text.contains(REPLACEMENT));
        let text = std::str::from_utf8(record.bytes).ok().filter(valid);
        CsvRow {
            record,
            text,
            shape,
            arena,
            file,
        }
    }

    /// A field of a record that is not valid as a whole: perhaps this field is.
    #[cold]
    fn checked(&self, raw: &'r [u8], column: &'static Column) -> Result<&'r str, Reject> {
        match std::str::from_utf8(raw) {
            Ok(text) if !(self.shape.transcoded && text.contains(REPLACEMENT)) => Ok(text),
            _ => Err(
                parse::fault_of_bytes(raw, "text that is not valid in the file's encoding")
                    .at(column.name),
            ),
        }
    }

    /// A record of another shape than its file: no cell of it can be trusted, whichever is asked
    /// for.
    #[cold]
    fn misfit(&self, column: &'static Column) -> Reject {
        let column = self.shape.missing_in(&self.record).unwrap_or(column.name);
        Reject {
            column,
            value: None,
            reason: self.shape.misfit(&self.record).into(),
        }
    }

    /// A cell as the file writes it, whatever is wrong with it.
    fn shown(&self, column: &Column) -> Option<&'r str> {
        let range = self.record.range(self.shape.field(column)?)?;
        let raw = self
            .arena
            .alloc_str(&String::from_utf8_lossy(&self.record.bytes[range]));
        Some(
            self.record
                .unquote(raw, self.shape.dialect.quote, self.arena)
                .text,
        )
    }
}

impl SourceRow for CsvRow<'_> {
    #[inline]
    fn position(&self) -> Position {
        Position {
            file: self.file,
            line: self.record.line,
        }
    }

    fn json(&self) -> String {
        let mut row = RowJson::new();
        for column in self.shape.columns() {
            match self.shown(column) {
                Some(text) => row.text(column.name, text),
                None => row.null(column.name),
            }
        }
        row.finish()
    }

    fn record(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.record.bytes);
    }

    fn spill(&self, out: &mut Vec<u8>) {
        spill(self.file, &self.record, out);
    }
}

const QUOTED: u8 = 1;
const MALFORMED: u8 = 2;

/// A spilled record: file, line, marks, then its bytes.
pub(super) struct Spilled<'a> {
    pub(super) file: u32,
    pub(super) line: u64,
    pub(super) marks: Marks,
    pub(super) bytes: &'a [u8],
}

pub(super) fn spill(file: u32, record: &RawRecord<'_>, out: &mut Vec<u8>) {
    let marks = if record.marks.quoted { QUOTED } else { 0 }
        | if record.marks.malformed { MALFORMED } else { 0 };
    out.extend_from_slice(&file.to_le_bytes());
    out.extend_from_slice(&record.line.to_le_bytes());
    out.push(marks);
    out.extend_from_slice(record.bytes);
}

impl<'a> Spilled<'a> {
    /// Reads what [`spill`] wrote.
    pub(super) fn read(written: &'a [u8]) -> Option<Spilled<'a>> {
        let (file, rest) = written.split_first_chunk()?;
        let (line, rest) = rest.split_first_chunk()?;
        let (&marks, bytes) = rest.split_first()?;
        let marks = Marks {
            quoted: marks & QUOTED != 0,
            malformed: marks & MALFORMED != 0,
        };
        Some(Spilled {
            file: u32::from_le_bytes(*file),
            line: u64::from_le_bytes(*line),
            marks,
            bytes,
        })
    }
}
