//! Rows of a PostgreSQL table or query: the tuples of a binary COPY stream, read in place.

use std::io::BufRead;
use std::sync::Arc;

use crate::adapters::postgres::copy::{CopyIndex, CopyRow, Extent, HEADER, Kind, push_shown};
use crate::error::{Error, Result};
use crate::info::Column;
use crate::row::{Reject, RowReader};
use crate::source::json::RowJson;
use crate::source::{Position, Rows, SourceRow};
use crate::spool::PartitionReader;
use crate::value::{Date, Decimal, Json, Time, Timestamp, TimestampTz, Uuid};

/// The tuples of a COPY stream.
pub(crate) struct Tuples<R> {
    stream: R,
    /// Bytes of the stream's buffer that the last tuple took, to be given back before the next.
    taken: usize,
    /// A tuple that came in parts.
    gathered: Vec<u8>,
    begun: bool,
}

impl<R: BufRead> Tuples<R> {
    pub(crate) fn new(stream: R) -> Tuples<R> {
        Tuples {
            stream,
            taken: 0,
            gathered: Vec::new(),
            begun: false,
        }
    }

    /// The next tuple, whose fields the index then has, or `None` behind the last.
    #[inline]
    pub(crate) fn next(&mut self, index: &mut CopyIndex) -> Result<Option<&[u8]>> {
        self.stream.consume(std::mem::take(&mut self.taken));
        if !self.begun {
            self.begin()?;
        }
        let buffer = self.stream.fill_buf().map_err(lost)?;
        match index.walk(buffer) {
            Extent::Whole(length) => {
                self.taken = length;
                // Asked again for the borrow's sake: the buffer is still filled.
                let buffer = self.stream.fill_buf().map_err(lost)?;
                Ok(Some(&buffer[..length]))
            }
            Extent::End => self.end(),
            Extent::Partial => self.gather(index),
        }
    }

    fn begin(&mut self) -> Result<()> {
        let mut header = [0; HEADER.len()];
        self.stream.read_exact(&mut header).map_err(lost)?;
        let (signature, rest) = header.split_at(11);
        let flags = u32::from_be_bytes([rest[0], rest[1], rest[2], rest[3]]);
        let extension = u32::from_be_bytes([rest[4], rest[5], rest[6], rest[7]]);
        if *signature != HEADER[..11] || flags != 0 || extension != 0 {
            return Err(Error::failed(
                "the COPY stream is of a format that is not known",
            ));
        }
        self.begun = true;
        Ok(())
    }

    /// The stream's buffer ends within a tuple: its bytes are put together.
    #[cold]
    fn gather(&mut self, index: &mut CopyIndex) -> Result<Option<&[u8]>> {
        self.gathered.clear();
        loop {
            let buffer = self.stream.fill_buf().map_err(lost)?;
            if buffer.is_empty() {
                return Err(Error::failed("the COPY stream ends within a row"));
            }
            let before = self.gathered.len();
            self.gathered.extend_from_slice(buffer);
            let length = buffer.len();
            match index.walk(&self.gathered) {
                Extent::Whole(end) => {
                    self.stream.consume(end - before);
                    self.gathered.truncate(end);
                    return Ok(Some(&self.gathered));
                }
                Extent::End => {
                    self.stream.consume(length);
                    return self.end();
                }
                Extent::Partial => self.stream.consume(length),
            }
        }
    }

    /// Reads to the end of the stream, where the server says whether all went well.
    #[cold]
    fn end(&mut self) -> Result<Option<&[u8]>> {
        loop {
            let length = self.stream.fill_buf().map_err(lost)?.len();
            if length == 0 {
                return Ok(None);
            }
            self.stream.consume(length);
        }
    }
}

/// A fault of the stream: the server's own error is inside.
#[cold]
fn lost(error: std::io::Error) -> Error {
    match error.downcast::<tokio_postgres::Error>() {
        Ok(error) => crate::adapters::postgres::fault(error, "cannot read the rows"),
        Err(error) => {
            Error::new(crate::error::Kind::Transient, "cannot read the rows").because(error)
        }
    }
}

/// A row with its place.
#[derive(Clone, Copy)]
pub(crate) struct SourceTuple<'r> {
    row: CopyRow<'r>,
    line: u64,
    columns: &'static [Column],
}

macro_rules! delegate {
    ($($method:ident: $type:ty),* $(,)?) => {
        impl<'r> RowReader<'r> for SourceTuple<'r> {$(
            #[inline]
            fn $method(&self, column: &'static Column) -> Result<Option<$type>, Reject> {
                self.row.$method(column)
            }
        )*}
    };
}

delegate! {
    boolean: bool, smallint: i16, integer: i32, bigint: i64, real: f32, double: f64, decimal: Decimal, text: &'r str, bytea: &'r [u8],
    date: Date, time: Time, timestamp: Timestamp, timestamptz: TimestampTz, uuid: Uuid, json: Json<'r>,
}

impl SourceRow for SourceTuple<'_> {
    fn position(&self) -> Position {
        Position {
            file: 0,
            line: self.line,
        }
    }

    fn json(&self) -> String {
        let mut row = RowJson::new();
        let mut text = Vec::new();
        for column in self.columns {
            let Some(field) = self.row.field(column.index) else {
                row.null(column.name);
                continue;
            };
            let kind = self.row.kind(column.index);
            text.clear();
            push_shown(kind, field, &mut text);
            let text = String::from_utf8_lossy(&text);
            match kind {
                Kind::Bool if matches!(&*text, "true" | "false") => row.plain(column.name, &text),
                Kind::Int2 | Kind::Int4 | Kind::Int8 | Kind::Float4 | Kind::Float8 => {
                    row.number(column.name, &text)
                }
                _ => row.text(column.name, &text),
            }
        }
        row.finish()
    }

    fn spill(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.line.to_le_bytes());
        self.record(out);
    }

    fn record(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.row.tuple());
    }
}

/// The rows of a COPY stream.
pub(crate) struct CopyRows<R> {
    tuples: Tuples<R>,
    index: CopyIndex,
    kinds: Arc<[Kind]>,
    columns: &'static [Column],
    line: u64,
}

impl<R: BufRead> CopyRows<R> {
    pub(crate) fn new(stream: R, kinds: Arc<[Kind]>, columns: &'static [Column]) -> CopyRows<R> {
        CopyRows {
            tuples: Tuples::new(stream),
            index: CopyIndex::default(),
            kinds,
            columns,
            line: 0,
        }
    }
}

impl<R: BufRead> Rows for CopyRows<R> {
    type Row<'r>
        = SourceTuple<'r>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<SourceTuple<'_>>> {
        let Some(tuple) = self.tuples.next(&mut self.index)? else {
            return Ok(None);
        };
        self.line += 1;
        let row = CopyRow::new(tuple, &self.index, &self.kinds);
        Ok(Some(SourceTuple {
            row,
            line: self.line,
            columns: self.columns,
        }))
    }
}

/// Rows that were spilled to a partition.
pub(crate) struct SpilledTuples {
    reader: PartitionReader,
    index: CopyIndex,
    kinds: Arc<[Kind]>,
    columns: &'static [Column],
}

impl SpilledTuples {
    pub(crate) fn new(
        reader: PartitionReader,
        kinds: Arc<[Kind]>,
        columns: &'static [Column],
    ) -> SpilledTuples {
        SpilledTuples {
            reader,
            index: CopyIndex::default(),
            kinds,
            columns,
        }
    }
}

impl Rows for SpilledTuples {
    type Row<'r>
        = SourceTuple<'r>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<SourceTuple<'_>>> {
        let Some(frame) = self.reader.next()? else {
            return Ok(None);
        };
        let (line, tuple) = frame
            .split_first_chunk()
            .ok_or_else(|| Error::failed("a temporary file is damaged"))?;
        self.index.scan(tuple)?;
        let row = CopyRow::new(tuple, &self.index, &self.kinds);
        Ok(Some(SourceTuple {
            row,
            line: u64::from_le_bytes(*line),
            columns: self.columns,
        }))
    }
}
