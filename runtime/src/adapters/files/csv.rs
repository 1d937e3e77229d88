//! The CSV files of one load, and the streams of rows over them.

use std::ops::Range;
use std::sync::Arc;

use bumpalo::Bump;

use super::cut::no_longer_fits;
use super::discover::SourceFile;
use super::input::{self, Coding, Input, open_at};
use super::reader::{BodyReader, Place, RecordReader};
use super::record::{Dialect, RawRecord, scan};
use super::row::{CsvRow, Spilled};
use super::shape::Shape;
use crate::error::{Error, Result};
use crate::info::{Column, Csv};
use crate::source::Rows;
use crate::source::bounds::Cut;
use crate::spool::PartitionReader;
use crate::value::text::Text;

/// The files of one load, each with the place of every column in it. Shared by all workers.
#[derive(Debug)]
pub struct CsvSource {
    files: Vec<CsvFile>,
    footer_records: u64,
}

#[derive(Debug)]
pub(super) struct CsvFile {
    pub(super) file: SourceFile,
    pub(super) coding: Coding,
    pub(super) shape: Shape,
    head_lines: u64,
    header: bool,
}

impl CsvSource {
    /// Looks into each file for its header. `files` in the order in which they are read;
    /// `csv.delimiter` and `csv.quote` are ASCII.
    ///
    /// # Errors
    /// A file that cannot be read; columns that are missing, superfluous or ambiguous, where the
    /// spec does not allow that.
    pub fn open(
        files: Vec<SourceFile>,
        columns: &'static [Column],
        csv: &Csv,
    ) -> Result<Arc<CsvSource>> {
        if u32::try_from(files.len()).is_err() {
            return Err(Error::usage("more files than one load can have"));
        }
        let encoding = input::encoding(csv.encoding)?;
        let open = |file: SourceFile| {
            let coding = Coding::of(&file, encoding)?;
            CsvFile::open(file, coding, columns, csv)
        };
        let files = files
            .into_iter()
            .map(open)
            .collect::<Result<Vec<CsvFile>>>()?;
        Ok(Arc::new(CsvSource {
            files,
            footer_records: csv.footer_lines,
        }))
    }

    /// The files, in the order in which they are read.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &SourceFile> {
        self.files.iter().map(|file| &file.file)
    }

    /// The names in the header of the last file; none where columns are found by their places.
    #[must_use]
    pub fn header(&self) -> &[String] {
        self.files.last().map_or(&[], |file| &file.shape.names)
    }

    /// The file at a place in the run's list ([`crate::source::Position::file`]).
    #[must_use]
    pub fn file(&self, index: u32) -> Option<&SourceFile> {
        self.csv_file(index).map(|file| &file.file)
    }

    /// All rows of all files, in order.
    #[must_use]
    pub fn rows(self: &Arc<Self>) -> CsvRecords {
        CsvRecords {
            pending: 0..self.files.len(),
            current: None,
            left: None,
            arena: Bump::new(),
            source: Arc::clone(self),
        }
    }

    /// Rows that were spilled and are read back.
    #[must_use]
    pub fn spilled(self: &Arc<Self>, records: PartitionReader) -> SpilledCsv {
        SpilledCsv {
            source: Arc::clone(self),
            records,
            ends: Vec::new(),
            arena: Bump::new(),
        }
    }

    /// The rows of one cut that begins where its first file can be read from: anywhere in a plain
    /// one, at the first record of others.
    pub(super) fn rows_in_place(self: &Arc<Self>, cut: &Cut) -> Result<CsvRecords> {
        let (index, last) = (cut.file as usize, cut.last_file as usize);
        let file = self
            .files
            .get(index)
            .filter(|_| last < self.files.len())
            .ok_or_else(|| no_longer_fits(cut))?;
        let place = Place {
            offset: cut.offset,
            line: cut.line,
        };
        let reader = if file.coding.is_plain() {
            file.reader_at(place)?
        } else {
            file.body_reader()?
        };
        let current = Some((index, BodyReader::new(reader, self.footer_records)));
        Ok(CsvRecords {
            pending: index + 1..last + 1,
            current,
            left: Some(cut.records),
            arena: Bump::new(),
            source: Arc::clone(self),
        })
    }

    pub(super) fn csv_files(&self) -> impl Iterator<Item = (u32, &CsvFile)> {
        (0..).zip(&self.files)
    }

    pub(super) fn csv_file(&self, index: u32) -> Option<&CsvFile> {
        self.files.get(index as usize)
    }

    pub(super) fn footer_records(&self) -> u64 {
        self.footer_records
    }

    fn row<'r>(&'r self, index: usize, record: RawRecord<'r>, arena: &'r Bump) -> Text<CsvRow<'r>> {
        // `open` refuses more files than a u32 counts.
        Text(CsvRow::new(
            record,
            &self.files[index].shape,
            arena,
            index as u32,
        ))
    }
}

impl CsvFile {
    fn open(
        file: SourceFile,
        coding: Coding,
        columns: &'static [Column],
        csv: &Csv,
    ) -> Result<CsvFile> {
        let dialect = Dialect {
            delimiter: csv.delimiter,
            quote: csv.quote,
            line_end: b'\n',
        };
        let mut reader = RecordReader::new(coding.open(&file)?, dialect, Place::BEGIN);
        let line_end = reader
            .find_line_end(csv.skip_lines)
            .map_err(|error| file.reading(error))?;
        let dialect = Dialect {
            line_end,
            ..dialect
        };
        reader
            .skip_head(csv.skip_lines)
            .map_err(|error| file.reading(error))?;
        let shape = Shape::find(
            &mut reader,
            &file,
            columns,
            csv,
            dialect,
            coding.is_transcoded(),
        )?;
        Ok(CsvFile {
            file,
            coding,
            shape,
            head_lines: csv.skip_lines,
            header: csv.header,
        })
    }

    /// A reader that stands before the first record behind the header.
    pub(super) fn body_reader(&self) -> Result<RecordReader> {
        if self.coding.is_plain() {
            return self.reader_at(self.shape.body);
        }
        self.go_to_body(self.coding.open(&self.file)?)
    }

    /// Reads a stream of the whole text up to the first record behind the header.
    pub(super) fn go_to_body(&self, text: Input) -> Result<RecordReader> {
        let mut reader = RecordReader::new(text, self.shape.dialect, Place::BEGIN);
        reader
            .skip_head(self.head_lines)
            .map_err(|error| self.file.reading(error))?;
        if self.header {
            reader.advance().map_err(|error| self.file.reading(error))?;
        }
        Ok(reader.taking(self.shape.empty_lines))
    }

    /// A reader of a plain file that begins at a place.
    fn reader_at(&self, place: Place) -> Result<RecordReader> {
        Ok(RecordReader::new(
            open_at(&self.file, place.offset)?,
            self.shape.dialect,
            place,
        )
        .taking(self.shape.empty_lines))
    }
}

/// The rows of files, or of a part of one, read in order.
pub struct CsvRecords {
    source: Arc<CsvSource>,
    /// Files that are not opened yet.
    pending: Range<usize>,
    current: Option<(usize, BodyReader)>,
    /// Records to read of a part; `None`: all.
    left: Option<u64>,
    arena: Bump,
}

impl CsvRecords {
    /// Goes to the next record, over the ends of files; the index of its file, or `None` at the end
    /// of all.
    fn advance(&mut self) -> Result<Option<usize>> {
        loop {
            if self.current.is_none() {
                let Some(index) = self.pending.next() else {
                    return Ok(None);
                };
                self.current = Some((
                    index,
                    BodyReader::new(
                        self.source.files[index].body_reader()?,
                        self.source.footer_records,
                    ),
                ));
            }
            if let Some((index, body)) = &mut self.current {
                let index = *index;
                if self.left != Some(0)
                    && body
                        .advance()
                        .map_err(|error| self.source.files[index].file.reading(error))?
                {
                    self.left = self.left.map(|left| left - 1);
                    return Ok(Some(index));
                }
                self.finish_file(index)?;
            }
        }
    }

    fn finish_file(&mut self, index: usize) -> Result<()> {
        self.current = None;
        let file = &self.source.files[index].file;
        file.unchanged()?;
        match self
            .left
            .filter(|left| *left > 0 && self.pending.is_empty())
        {
            Some(left) => Err(file.has_fewer(left)),
            None => Ok(()),
        }
    }
}

impl Rows for CsvRecords {
    type Row<'r> = Text<CsvRow<'r>>;

    #[inline]
    fn next(&mut self) -> Result<Option<Text<CsvRow<'_>>>> {
        self.arena.reset();
        let Some(index) = self.advance()? else {
            return Ok(None);
        };
        Ok(self
            .current
            .as_ref()
            .map(|(_, body)| self.source.row(index, body.record(), &self.arena)))
    }
}

/// Rows that were spilled to a partition or kept in a batch, read back in the order in which they
/// were written.
pub struct SpilledCsv {
    source: Arc<CsvSource>,
    records: PartitionReader,
    ends: Vec<usize>,
    arena: Bump,
}

impl Rows for SpilledCsv {
    type Row<'r> = Text<CsvRow<'r>>;

    #[inline]
    fn next(&mut self) -> Result<Option<Text<CsvRow<'_>>>> {
        self.arena.reset();
        let Some(written) = self.records.next()? else {
            return Ok(None);
        };
        let spilled =
            Spilled::read(written).filter(|spilled| self.source.csv_file(spilled.file).is_some());
        let Some(Spilled {
            file,
            line,
            marks,
            bytes,
        }) = spilled
        else {
            return Err(Error::failed("a spilled record is damaged"));
        };
        let index = file as usize;
        // The marks were made when the record still had its line end.
        scan(
            bytes,
            self.source.files[index].shape.dialect,
            &mut self.ends,
        );
        Ok(Some(self.source.row(
            index,
            RawRecord {
                bytes,
                ends: &self.ends,
                marks,
                line,
            },
            &self.arena,
        )))
    }
}
