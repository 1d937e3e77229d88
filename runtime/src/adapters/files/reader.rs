//! Reading a stream record by record, in a buffer that holds whole records.

use std::collections::VecDeque;
use std::io::ErrorKind;

use super::input::Input;
use super::record::{Dialect, Marks, RawRecord, Scan, scan};
use crate::error::{Error, Result};

const BUFFER_BYTES: usize = 256 * 1024;

/// The longest record: a quote that is never closed must not take all memory.
const RECORD_BYTES_MAX: usize = 64 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a line without anything in it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EmptyLines {
    /// No record: above a header, or where the spec passes over them.
    PassedOver,
    /// A record of one field, where records have one.
    Records,
    /// A record that does not fit, where records have several fields; but no record at the end of
    /// the text, behind the last other one.
    RecordsWithin,
}

/// Reads records one by one.
pub(super) struct RecordReader {
    input: Input,
    dialect: Dialect,
    empty_lines: EmptyLines,
    /// Before this place in the stream, empty lines are known to be followed by a record.
    followed_until: u64,
    buffer: Vec<u8>,
    /// The bytes of `buffer` that are read from the input but not yet used.
    start: usize,
    end: usize,
    exhausted: bool,
    /// Place of `buffer[start]` in the stream, and its line.
    place: Place,
    record: Found,
    ends: Vec<usize>,
}

/// A place in a stream of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes before it.
    pub(super) offset: u64,
    /// Its line, from 1.
    pub(super) line: u64,
}

impl Place {
    /// The beginning of a file.
    pub(super) const BEGIN: Place = Place { offset: 0, line: 1 };
}

/// The record that was read last: its range in the buffer.
#[derive(Debug, Clone, Copy)]
struct Found {
    start: usize,
    end: usize,
    marks: Marks,
    place: Place,
}

impl RecordReader {
    /// A reader of a stream whose first byte stands at `place` in its file; it passes over empty
    /// lines.
    pub(super) fn new(input: Input, dialect: Dialect, place: Place) -> RecordReader {
        RecordReader::with_buffer(input, dialect, place, BUFFER_BYTES)
    }

    fn with_buffer(input: Input, dialect: Dialect, place: Place, bytes: usize) -> RecordReader {
        let record = Found {
            start: 0,
            end: 0,
            marks: Marks::default(),
            place,
        };
        RecordReader {
            input,
            dialect,
            empty_lines: EmptyLines::PassedOver,
            followed_until: 0,
            buffer: vec![0; bytes],
            start: 0,
            end: 0,
            exhausted: false,
            place,
            record,
            ends: Vec::new(),
        }
    }

    /// From here on, takes empty lines so.
    pub(super) fn taking(mut self, empty_lines: EmptyLines) -> RecordReader {
        self.empty_lines = empty_lines;
        self
    }

    /// Finds out which byte ends the lines, and reads them so. `head_lines` first lines need not be
    /// CSV.
    pub(super) fn find_line_end(&mut self, head_lines: u64) -> Result<u8> {
        self.fill()?;
        let text = self.unread();
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        self.dialect.line_end = self.dialect.line_end_of(text, head_lines == 0);
        Ok(self.dialect.line_end)
    }

    /// Passes over a byte order mark and so many lines, which need not be CSV.
    pub(super) fn skip_head(&mut self, lines: u64) -> Result<()> {
        while self.end - self.start < BYTE_ORDER_MARK.len() && self.fill()? {}
        if self.unread().starts_with(BYTE_ORDER_MARK) {
            self.consume(BYTE_ORDER_MARK.len(), 0);
        }
        for _ in 0..lines {
            self.skip_line()?;
        }
        Ok(())
    }

    /// Goes to the next record; `false` at the end.
    #[inline]
    pub(super) fn advance(&mut self) -> Result<bool> {
        if !self.go_to_record()? {
            return Ok(false);
        }
        loop {
            let text = &self.buffer[self.start..self.end];
            match scan(text, self.dialect, &mut self.ends) {
                Scan::LineEnd(at, marks) => {
                    self.found(at, at + 1, marks);
                    return Ok(true);
                }
                Scan::TextEnd(marks) if self.exhausted => {
                    let length = text.len();
                    self.found(length, length, marks);
                    return Ok(true);
                }
                Scan::OpenQuote(at) if self.exhausted => return Err(self.open_quote(at)),
                Scan::TornQuote(from, to) => return Err(self.torn_quote(from, to)),
                Scan::TextEnd(_) | Scan::OpenQuote(_) => self.fill()?,
            };
        }
    }

    /// The line of a byte of the record that begins with what is unread.
    fn line_of(&self, at: usize) -> u64 {
        self.place.line + self.dialect.lines(&self.unread()[..at])
    }

    #[cold]
    fn open_quote(&self, at: usize) -> Error {
        let line = self.line_of(at);
        Error::refused(format!(
            "the quote that opens field {} on line {line} is never closed",
            self.ends.len() + 1
        ))
        .help(self.advice_on_quotes(line))
    }

    #[cold]
    fn torn_quote(&self, from: usize, to: usize) -> Error {
        let line = self.line_of(from);
        Error::refused(format!(
            "the quote that opens field {} on line {line} is closed on line {}, with text behind it",
            self.ends.len() + 1,
            self.line_of(to)
        ))
        .help(self.advice_on_quotes(line))
    }

    fn advice_on_quotes(&self, line: u64) -> String {
        let quote = char::from(self.dialect.quote);
        format!(
            "where that record ends cannot be known, so nothing of the file can be left out for \
             it: close the quote on line {line}, or write one that is text as {quote}{quote} in a \
             quoted field; a file that quotes nothing is read with another `csv: {{quote: ...}}`"
        )
    }

    /// The record that [`RecordReader::advance`] went to.
    #[inline]
    pub(super) fn record(&self) -> RawRecord<'_> {
        let Found {
            start,
            end,
            marks,
            place,
        } = self.record;
        RawRecord {
            bytes: &self.buffer[start..end],
            ends: &self.ends,
            marks,
            line: place.line,
        }
    }

    /// Where that record begins.
    pub(super) fn record_place(&self) -> Place {
        self.record.place
    }

    /// Where reading goes on.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Bytes taken from the stream, used or not.
    pub(super) fn bytes_taken(&self) -> u64 {
        self.place.offset + self.unread().len() as u64
    }

    /// Notes the record that begins at `start` and has its line end at `at`.
    #[inline]
    fn found(&mut self, at: usize, length: usize, marks: Marks) {
        let text = &self.buffer[self.start..self.start + length];
        let end = self.dialect.content_end(text, at);
        if let Some(last) = self.ends.last_mut() {
            *last = end;
        }
        let lines = if marks.quoted {
            self.dialect.lines(text)
        } else {
            1
        };
        self.record = Found {
            start: self.start,
            end: self.start + end,
            marks,
            place: self.place,
        };
        self.consume(length, lines);
    }

    /// Goes to the beginning of the next record, over empty lines that are none; `false` at the end
    /// of the text.
    #[inline]
    fn go_to_record(&mut self) -> Result<bool> {
        loop {
            let length = match self.unread() {
                [first, ..] if *first == self.dialect.line_end => 1,
                [b'\r', b'\n', ..] => 2,
                [b'\r'] if self.exhausted => 1,
                [] | [b'\r'] => {
                    if !self.fill()? && self.start == self.end {
                        return Ok(false);
                    }
                    continue;
                }
                _ => return Ok(true),
            };
            match self.empty_lines {
                EmptyLines::PassedOver => self.consume(length, 1),
                EmptyLines::Records => return Ok(true),
                EmptyLines::RecordsWithin => return self.go_to_followed_line(),
            }
        }
    }

    /// Stays at an empty line that a record follows; one that none follows, and so all that follow
    /// it, are passed over.
    #[cold]
    fn go_to_followed_line(&mut self) -> Result<bool> {
        while self.place.offset >= self.followed_until {
            let ahead = self.unread();
            let line_end = self.dialect.line_end;
            let is_of_an_empty_line = |at: &usize| {
                ahead[*at] == line_end
                    || (line_end == b'\n'
                        && ahead[*at] == b'\r'
                        && matches!(ahead.get(at + 1), None | Some(b'\n')))
            };
            if let Some(at) = (0..ahead.len()).find(|at| !is_of_an_empty_line(at)) {
                self.followed_until = self.place.offset + at as u64;
            } else if !self.fill()? {
                let (bytes, lines) = (self.end - self.start, self.dialect.lines(self.unread()));
                self.consume(bytes, lines);
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn skip_line(&mut self) -> Result<()> {
        loop {
            if let Some(at) = memchr::memchr(self.dialect.line_end, self.unread()) {
                self.consume(at + 1, 1);
                return Ok(());
            }
            self.consume(self.end - self.start, 0);
            if !self.fill()? {
                return Ok(());
            }
        }
    }

    fn unread(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    #[inline]
    fn consume(&mut self, bytes: usize, lines: u64) {
        self.start += bytes;
        self.place.offset += bytes as u64;
        self.place.line += lines;
    }

    /// Reads more behind what is unread; `false` if there is no more.
    #[cold]
    fn fill(&mut self) -> Result<bool> {
        if self.exhausted {
            return Ok(false);
        }
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.buffer.len() {
            if self.end >= RECORD_BYTES_MAX {
                let message = format!(
                    "the record on line {} is longer than {RECORD_BYTES_MAX} bytes",
                    self.place.line
                );
                return Err(
                    Error::refused(message).help("look there for a quote that is never closed")
                );
            }
            self.buffer.resize(self.end * 2, 0);
        }
        let before = self.end;
        // To the brim: an unfinished record is scanned again from its beginning, which must not
        // happen for every small read.
        while self.end < self.buffer.len() && !self.exhausted {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.exhausted = true,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(Error::failed(format!(
                        "cannot read behind line {}",
                        self.place.line
                    ))
                    .because(error));
                }
            }
        }
        Ok(self.end > before)
    }
}

/// The records of a file's body: without the footer.
pub(super) struct BodyReader {
    reader: RecordReader,
    footer: Option<Footer>,
}

/// The last records read: held back until it is known that so many follow.
struct Footer {
    records: usize,
    held: VecDeque<HeldRecord>,
    current: HeldRecord,
}

#[derive(Default)]
struct HeldRecord {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    marks: Marks,
    line: u64,
    offset: u64,
}

impl HeldRecord {
    fn keep(&mut self, record: RawRecord<'_>, offset: u64) {
        self.bytes.clear();
        self.bytes.extend_from_slice(record.bytes);
        self.ends.clear();
        self.ends.extend_from_slice(record.ends);
        (self.marks, self.line, self.offset) = (record.marks, record.line, offset);
    }
}

impl BodyReader {
    /// Reads the rest of a stream, but for so many records at its end.
    pub(super) fn new(reader: RecordReader, footer: u64) -> BodyReader {
        let footer = usize::try_from(footer).ok().filter(|records| *records > 0);
        let footer = footer.map(|records| Footer {
            records,
            held: VecDeque::new(),
            current: HeldRecord::default(),
        });
        BodyReader { reader, footer }
    }

    /// Goes to the next record; `false` at the end.
    #[inline]
    pub(super) fn advance(&mut self) -> Result<bool> {
        match &mut self.footer {
            None => self.reader.advance(),
            Some(footer) => footer.advance(&mut self.reader),
        }
    }

    /// The record that [`BodyReader::advance`] went to.
    #[inline]
    pub(super) fn record(&self) -> RawRecord<'_> {
        match &self.footer {
            None => self.reader.record(),
            Some(Footer { current, .. }) => RawRecord {
                bytes: &current.bytes,
                ends: &current.ends,
                marks: current.marks,
                line: current.line,
            },
        }
    }

    /// Where that record begins.
    pub(super) fn record_place(&self) -> Place {
        match &self.footer {
            None => self.reader.record_place(),
            Some(Footer { current, .. }) => Place {
                offset: current.offset,
                line: current.line,
            },
        }
    }
}

impl Footer {
    fn advance(&mut self, reader: &mut RecordReader) -> Result<bool> {
        while self.held.len() <= self.records {
            if !reader.advance()? {
                return Ok(false);
            }
            let mut kept = if self.held.len() == self.records {
                std::mem::take(&mut self.current)
            } else {
                HeldRecord::default()
            };
            kept.keep(reader.record(), reader.record_place().offset);
            self.held.push_back(kept);
        }
        if let Some(oldest) = self.held.pop_front() {
            self.current = oldest;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const CSV: Dialect = Dialect {
        delimiter: b',',
        quote: b'"',
        line_end: b'\n',
    };

    fn input(text: &str) -> Input {
        Box::new(std::io::Cursor::new(text.as_bytes().to_vec()))
    }

    /// Line and text of each record.
    fn records(
        input: Input,
        buffer_bytes: usize,
        skip: u64,
        footer: u64,
    ) -> Result<Vec<(u64, String)>> {
        records_taking(EmptyLines::PassedOver, input, buffer_bytes, skip, footer)
    }

    fn records_taking(
        empty: EmptyLines,
        input: Input,
        buffer_bytes: usize,
        skip: u64,
        footer: u64,
    ) -> Result<Vec<(u64, String)>> {
        let mut reader =
            RecordReader::with_buffer(input, CSV, Place::BEGIN, buffer_bytes).taking(empty);
        if buffer_bytes >= 16 {
            reader.find_line_end(skip)?;
        }
        reader.skip_head(skip)?;
        let mut body = BodyReader::new(reader, footer);
        let mut found = Vec::new();
        while body.advance()? {
            let record = body.record();
            assert_eq!(record.ends.last(), Some(&record.bytes.len()));
            found.push((
                record.line,
                String::from_utf8(record.bytes.to_vec()).unwrap(),
            ));
        }
        Ok(found)
    }

    /// Reads with buffers that every record straddles in another place: all must agree.
    fn check(text: &str, skip: u64, footer: u64, expected: &[(u64, &str)]) {
        let expected: Vec<(u64, String)> = expected
            .iter()
            .map(|(line, text)| (*line, text.to_string()))
            .collect();
        for buffer_bytes in [4, 5, 7, 16, BUFFER_BYTES] {
            assert_eq!(
                records(input(text), buffer_bytes, skip, footer).unwrap(),
                expected,
                "{text:?}, buffer of {buffer_bytes}"
            );
        }
    }

    #[test]
    fn lines_end_with_lf_or_crlf_and_the_last_with_either_or_none() {
        check("a,b\nc,d\n", 0, 0, &[(1, "a,b"), (2, "c,d")]);
        check("a,b\r\nc,d", 0, 0, &[(1, "a,b"), (2, "c,d")]);
        check("a,b\r\n\"c\"\r\n", 0, 0, &[(1, "a,b"), (2, "\"c\"")]);
        check("a\nb\r", 0, 0, &[(1, "a"), (2, "b")]);
        check("a\r\r\nb\n", 0, 0, &[(1, "a\r"), (2, "b")]);
        check("", 0, 0, &[]);
    }

    #[test]
    fn a_line_that_is_empty_is_what_the_reader_is_told() {
        let of = |empty, text: &str| {
            let found: Vec<_> = [4, 5, 7, 16, BUFFER_BYTES]
                .map(|bytes| records_taking(empty, input(text), bytes, 0, 0).unwrap())
                .into_iter()
                .collect();
            assert!(
                found.iter().all(|one| *one == found[0]),
                "{text:?}: {found:?}"
            );
            found[0]
                .iter()
                .map(|(line, text)| format!("{line}{text}"))
                .collect::<Vec<_>>()
        };
        let text = "\na\n\n\r\nb\n\n\r\n";
        assert_eq!(of(EmptyLines::PassedOver, text), ["2a", "5b"]);
        assert_eq!(
            of(EmptyLines::Records, text),
            ["1", "2a", "3", "4", "5b", "6", "7"]
        );
        assert_eq!(
            of(EmptyLines::RecordsWithin, text),
            ["1", "2a", "3", "4", "5b"]
        );
        assert_eq!(
            of(EmptyLines::RecordsWithin, "\n\n\r\r\n"),
            ["1", "2", "3\r"]
        );
        assert_eq!(of(EmptyLines::RecordsWithin, "\n\r\n\n"), [""; 0]);
        assert_eq!(of(EmptyLines::Records, "A\n\n"), ["1A", "2"]);
        assert_eq!(of(EmptyLines::Records, ""), [""; 0]);
    }

    #[test]
    fn many_empty_lines_take_no_time() {
        let text = "\n".repeat(3 << 20);
        let found =
            records_taking(EmptyLines::RecordsWithin, input(&text), BUFFER_BYTES, 0, 0).unwrap();
        assert!(found.is_empty());
        let found = records_taking(
            EmptyLines::RecordsWithin,
            input(&format!("{text}a")),
            BUFFER_BYTES,
            0,
            0,
        )
        .unwrap();
        assert_eq!(found.len(), (3 << 20) + 1);
    }

    #[test]
    fn lines_may_end_with_cr_alone() {
        let expected = [
            (1, "a,b".to_owned()),
            (2, "\"x\ny\r\",c".to_owned()),
            (4, "d".to_owned()),
        ];
        assert_eq!(
            records(input("a,b\r\"x\ny\r\",c\rd"), BUFFER_BYTES, 0, 0).unwrap(),
            expected
        );
        assert_eq!(
            records(input("of \"today\r\ra,b\r"), BUFFER_BYTES, 1, 0).unwrap(),
            [(3, "a,b".to_owned())]
        );
    }

    #[test]
    fn blank_lines_count_as_lines_but_are_no_records() {
        check("\n\r\na\n\n\nb\n\r\n\r", 0, 0, &[(3, "a"), (6, "b")]);
        check(",\n\"\"\n", 0, 0, &[(1, ","), (2, "\"\"")]);
    }

    #[test]
    fn quoted_line_ends_belong_to_the_record() {
        check(
            "\"a\nb\r\n\",c\nd\n",
            0,
            0,
            &[(1, "\"a\nb\r\n\",c"), (4, "d")],
        );
        check("x\"\ny\"z\nd\n", 0, 0, &[(1, "x\""), (2, "y\"z"), (3, "d")]);
    }

    #[test]
    fn the_head_is_passed_over() {
        check("\u{feff}a\nb\n", 0, 0, &[(1, "a"), (2, "b")]);
        check("\u{feff}a \"report\nof today\na,b\n", 2, 0, &[(3, "a,b")]);
        check("only\n", 3, 0, &[]);
        check("a\u{feff}\n", 0, 0, &[(1, "a\u{feff}")]);
    }

    #[test]
    fn the_footer_is_held_back() {
        check("a\nb\nc\nTOTAL,3\n", 0, 1, &[(1, "a"), (2, "b"), (3, "c")]);
        check("a\n\"b\n\"\nc\nd\n\n", 0, 2, &[(1, "a"), (2, "\"b\n\"")]);
        check("a\nb\n", 0, 2, &[]);
        check("a\n", 0, 5, &[]);
    }

    #[test]
    fn quotes_of_which_the_end_cannot_be_known_are_refused_with_their_place() {
        let refused = |text: &str| {
            let told = [4, 5, 7, 16, BUFFER_BYTES].map(|bytes| {
                let error = records(input(text), bytes, 0, 0).unwrap_err();
                assert_eq!(error.exit_code(), 4);
                assert!(error.advice().unwrap().contains("close the quote on line"));
                error.to_string()
            });
            assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
            told[0].clone()
        };
        assert_eq!(
            refused("a\n\"x\ny\",\"c\nd\n"),
            "the quote that opens field 2 on line 3 is never closed"
        );
        assert_eq!(
            refused("a,b\r\n5,\"c\r\nd,e\r\n6,\"f\r\n"),
            "the quote that opens field 2 on line 2 is closed on line 4, with text behind it"
        );
    }

    #[test]
    fn a_record_may_be_longer_than_the_buffer_but_not_endless() {
        let long = "x".repeat(3000);
        check(
            &format!("a\n{long}\nb\n"),
            0,
            0,
            &[(1, "a"), (2, &long), (3, "b")],
        );
        let endless: Input = Box::new(std::io::repeat(b'x'));
        assert!(
            records(endless, RECORD_BYTES_MAX, 0, 0)
                .unwrap_err()
                .to_string()
                .contains("longer than")
        );
    }

    #[test]
    fn places_are_where_reading_can_begin() {
        let text = "\u{feff}h\n\"a\nb\",1\r\n\nc,2\n";
        let mut reader = RecordReader::new(input(text), CSV, Place::BEGIN);
        reader.skip_head(1).unwrap();
        let mut places = Vec::new();
        while reader.advance().unwrap() {
            places.push(reader.record_place());
        }
        assert_eq!(
            places,
            [
                Place { offset: 5, line: 2 },
                Place {
                    offset: 15,
                    line: 5
                }
            ]
        );
        assert_eq!(
            reader.place(),
            Place {
                offset: 19,
                line: 6
            }
        );
    }
}
