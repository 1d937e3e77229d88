//! Cutting CSV text into records and fields.
//!
//! The rules are those of RFC 4180, strictly: a quote stands at both ends of a field or, doubled,
//! inside a quoted one. Any other quote makes the record malformed, which rejects it: whether it is
//! taken literally or not, it may have moved what follows into the wrong column. It opens nothing,
//! so that the record ends with its line and none behind it is lost. A line ends with LF or CR LF,
//! in files that have no other line ends with CR alone. One function finds the records for every
//! reader, so that a sequential read, a cut, a batch and a partition agree on what a record is.

use std::ops::Range;

use bumpalo::Bump;
use bumpalo::collections::String as BumpString;
use memchr::{memchr, memchr_iter, memchr3};

/// The bytes that give records their structure: all ASCII.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// LF, before which a CR belongs to the line's end, or CR.
    pub(super) line_end: u8,
}

impl Dialect {
    /// The end of a line's content, where the line's end begins at `end`.
    #[inline]
    pub(super) fn content_end(self, text: &[u8], end: usize) -> usize {
        if self.line_end == b'\n' && end > 0 && text[end - 1] == b'\r' {
            end - 1
        } else {
            end
        }
    }

    /// The number of line ends in a text.
    pub(super) fn lines(self, text: &[u8]) -> u64 {
        memchr_iter(self.line_end, text).count() as u64
    }

    /// Which byte ends the lines of a file that begins so: CR where nothing else does. What is
    /// quoted does not count, unless lines that need not be CSV come first (`all_csv` is false).
    pub(super) fn line_end_of(self, text: &[u8], all_csv: bool) -> u8 {
        let (mut quoted, mut has_cr) = (false, false);
        // A quote opens at the beginning of a field, and again behind the one that closed it.
        let mut may_open = all_csv;
        for byte in text {
            match *byte {
                byte if byte == self.quote && (quoted || may_open) => {
                    may_open = quoted;
                    quoted = !quoted;
                }
                b'\n' if !quoted => return b'\n',
                byte if !quoted => {
                    has_cr |= byte == b'\r';
                    may_open = all_csv && (byte == b'\r' || byte == self.delimiter);
                }
                _ => {}
            }
        }
        if has_cr { b'\r' } else { b'\n' }
    }
}

/// What is known of a record beside its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// It has a quoted field.
    pub(super) quoted: bool,
    /// It has a quote where none may be.
    pub(super) malformed: bool,
}

/// One record, without its line end.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRecord<'r> {
    pub(super) bytes: &'r [u8],
    /// End of each field in `bytes`.
    pub(super) ends: &'r [usize],
    pub(super) marks: Marks,
    /// Line on which it begins, from 1.
    pub(super) line: u64,
}

/// A field without its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'r> {
    pub(super) text: &'r str,
    pub(super) quoted: bool,
}

impl<'r> RawRecord<'r> {
    /// The number of fields.
    #[inline]
    pub(super) fn width(&self) -> usize {
        self.ends.len()
    }

    /// Where a field stands in the record, its quotes included.
    #[inline]
    pub(super) fn range(&self, index: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(index)?;
        let begin = if index == 0 {
            0
        } else {
            self.ends[index - 1] + 1
        };
        Some(begin..end)
    }

    /// A field as the file means it; of a malformed record, as it writes it. Only doubled quotes
    /// cost a copy, into the arena.
    #[inline]
    pub(super) fn unquote(&self, raw: &'r str, quote: u8, arena: &'r Bump) -> Field<'r> {
        match raw.as_bytes() {
            [first, .., last]
                if self.marks.quoted
                    && !self.marks.malformed
                    && *first == quote
                    && *last == quote =>
            {
                Field {
                    text: undouble(&raw[1..raw.len() - 1], quote, arena),
                    quoted: true,
                }
            }
            _ => Field {
                text: raw,
                quoted: false,
            },
        }
    }
}

/// The text between two quotes, each doubled quote in it made one.
#[inline]
fn undouble<'r>(inner: &'r str, quote: u8, arena: &'r Bump) -> &'r str {
    let Some(mut at) = memchr(quote, inner.as_bytes()) else {
        return inner;
    };
    let mut text = BumpString::with_capacity_in(inner.len(), arena);
    let mut rest = inner;
    loop {
        // A quote is one ASCII byte, so characters begin on both sides of it.
        text.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        rest = rest.strip_prefix(char::from(quote)).unwrap_or(rest);
        match memchr(quote, rest.as_bytes()) {
            Some(next) => at = next,
            None => break,
        }
    }
    text.push_str(rest);
    text.into_bump_str()
}

/// Where a record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scan {
    /// At this line end; `ends` holds the ends of all fields, a carriage return before a line feed
    /// not taken off.
    LineEnd(usize, Marks),
    /// At the end of the text, without a line end.
    TextEnd(Marks),
    /// The text ends inside quotes that open here.
    OpenQuote(usize),
    /// The quotes that open here hold a line end, and close here with text behind them: one of them
    /// opens or closes nothing, and where the records between them end cannot be known.
    TornQuote(usize, usize),
}

/// Finds the end of the record that begins at the text's first byte, and the ends of its fields.
#[inline]
pub(super) fn scan(text: &[u8], dialect: Dialect, ends: &mut Vec<usize>) -> Scan {
    ends.clear();
    let Dialect {
        delimiter,
        quote,
        line_end,
    } = dialect;
    let mut marks = Marks::default();
    let mut field = 0;
    // Behind the quote that closed the last quoted field.
    let mut closed = None;
    let mut at = 0;
    while let Some(found) = memchr3(delimiter, line_end, quote, &text[at..]) {
        at += found;
        let byte = text[at];
        if byte == delimiter {
            if let Some(behind) = closed.take()
                && behind != at
            {
                marks.malformed = true;
                if let Some(torn) = torn(text, field..behind, line_end) {
                    return torn;
                }
            }
            ends.push(at);
            at += 1;
            field = at;
        } else if byte == line_end {
            if let Some(behind) = closed
                && behind != dialect.content_end(text, at)
            {
                marks.malformed = true;
                if let Some(torn) = torn(text, field..behind, line_end) {
                    return torn;
                }
            }
            ends.push(at);
            return Scan::LineEnd(at, marks);
        } else if at == field || closed == Some(at) {
            marks.quoted = true;
            match memchr(quote, &text[at + 1..]) {
                Some(next) => at += next + 2,
                None => return Scan::OpenQuote(field),
            }
            closed = Some(at);
        } else {
            marks.malformed = true;
            at += 1;
        }
    }
    if let Some(behind) = closed
        && behind != dialect.content_end(text, text.len())
    {
        marks.malformed = true;
        if let Some(torn) = torn(text, field..behind, line_end) {
            return torn;
        }
    }
    ends.push(text.len());
    Scan::TextEnd(marks)
}

/// Quotes with text behind them, if they hold a line end.
#[cold]
fn torn(text: &[u8], quotes: Range<usize>, line_end: u8) -> Option<Scan> {
    memchr(line_end, &text[quotes.clone()]).map(|_| Scan::TornQuote(quotes.start, quotes.end - 1))
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

    /// The fields of one record as text, those that were quoted with `'` before them; `None` if it
    /// is malformed.
    fn fields(text: &str) -> Option<Vec<String>> {
        let mut ends = Vec::new();
        let marks = match scan(text.as_bytes(), CSV, &mut ends) {
            Scan::LineEnd(_, marks) | Scan::TextEnd(marks) => marks,
            open => panic!("{open:?}"),
        };
        let arena = Bump::new();
        let record = RawRecord {
            bytes: text.as_bytes(),
            ends: &ends,
            marks,
            line: 1,
        };
        let show = |index| {
            let field = record.unquote(&text[record.range(index).unwrap()], b'"', &arena);
            format!("{}{}", if field.quoted { "'" } else { "" }, field.text)
        };
        (!marks.malformed).then(|| (0..record.width()).map(show).collect())
    }

    #[test]
    fn fields_are_split_and_unquoted() {
        assert_eq!(
            fields("04G,Lansdowne Airport,41.13\n").unwrap(),
            ["04G", "Lansdowne Airport", "41.13"]
        );
        assert_eq!(fields("a,,").unwrap(), ["a", "", ""]);
        assert_eq!(fields(r#""","NA",NA"#).unwrap(), ["'", "'NA", "NA"]);
        assert_eq!(
            fields(r#"BTR,"Baton Rouge Metro, Ryan Field",30.5"#).unwrap(),
            ["BTR", "'Baton Rouge Metro, Ryan Field", "30.5"]
        );
        assert_eq!(
            fields(r#"PAQ,"Warren ""Bud"" Woods",1"#).unwrap(),
            ["PAQ", r#"'Warren "Bud" Woods"#, "1"]
        );
        assert_eq!(fields("\"\"\"\"\n").unwrap(), ["'\""]);
        assert_eq!(
            fields("\"\"\"a\"\"\",\"b\"\"\"").unwrap(),
            ["'\"a\"", "'b\""]
        );
        assert_eq!(
            fields("\"two\nlines\",x\nnext").unwrap(),
            ["'two\nlines", "x"]
        );
    }

    #[test]
    fn a_quote_out_of_place_makes_the_record_malformed() {
        for text in [
            "5\" pipe,6\" bolt",
            "\"a\"b,c",
            "\"a\" ,c",
            " \"a\",c",
            "a,\"b\"c\"\"",
            "\"a\"\rb,c\n",
            "x\"\",y",
            "5\" pipe,x\n",
            "\"a\" \"b,c\n",
        ] {
            assert_eq!(fields(text), None, "{text}");
        }
        assert!(fields("\"a\"\r\n").is_some());
        assert!(fields("x,\"a\"\r").is_some());
    }

    #[test]
    fn a_quote_out_of_place_opens_nothing() {
        let malformed = |quoted| Marks {
            quoted,
            malformed: true,
        };
        let mut ends = Vec::new();
        for (text, end, quoted) in [
            ("10,5\" pipe\n11,\"x\"\n", 10, false),
            ("5\" pipe,\"two\nlines\",x\n", 21, true),
            ("\"5\" pipe\",x\n12,y\"\n", 11, true),
            ("\"two\nlines\",5\" pipe\n6\" bolt\n", 19, true),
            ("x\"\"y\r\nz\"\n", 5, false),
        ] {
            assert_eq!(
                scan(text.as_bytes(), CSV, &mut ends),
                Scan::LineEnd(end, malformed(quoted)),
                "{text}"
            );
        }
        assert_eq!(
            scan(b"a,b\"", CSV, &mut ends),
            Scan::TextEnd(malformed(false))
        );
    }

    #[test]
    fn an_open_quote_is_seen() {
        let mut ends = Vec::new();
        for (text, at) in [
            ("\"", 0),
            ("a,\"b\nc", 2),
            ("\"a\"\"", 0),
            ("\"\"\"", 0),
            ("x\"y,\"a", 4),
        ] {
            assert_eq!(
                scan(text.as_bytes(), CSV, &mut ends),
                Scan::OpenQuote(at),
                "{text}"
            );
        }
    }

    #[test]
    fn quotes_over_line_ends_with_text_behind_them_are_seen() {
        let mut ends = Vec::new();
        for (text, from, to) in [
            ("10,\"5 pipe\n11,x\n12,\"6 bolt\"\n", 3, 19),
            ("\"a\n\"b\n", 0, 3),
            ("\"a\n\"b,c\n", 0, 3),
            ("\"a\n\"b", 0, 3),
            ("\"a\"b,\"c\n\"d\"e\n", 5, 8),
        ] {
            assert_eq!(
                scan(text.as_bytes(), CSV, &mut ends),
                Scan::TornQuote(from, to),
                "{text}"
            );
        }
    }

    #[test]
    fn the_dialect_is_obeyed() {
        let mut ends = Vec::new();
        let dialect = Dialect {
            delimiter: b';',
            quote: b'\'',
            line_end: b'\n',
        };
        assert_eq!(
            scan(b"a,b;'c;d'\n", dialect, &mut ends),
            Scan::LineEnd(
                9,
                Marks {
                    quoted: true,
                    malformed: false
                }
            )
        );
        assert_eq!(ends, [3, 9]);
        let old_mac = Dialect {
            line_end: b'\r',
            ..CSV
        };
        assert_eq!(
            scan(b"a,\"b\"\rc\r", old_mac, &mut ends),
            Scan::LineEnd(
                5,
                Marks {
                    quoted: true,
                    malformed: false
                }
            )
        );
    }

    #[test]
    fn a_malformed_field_is_shown_as_it_is_written() {
        // What stands between its quotes cannot be told from what does not.
        for text in [
            "\"Bar \"É\" Paris\"",
            "\"é\"é\"",
            "\"\"\"é\"",
            "\"é\"",
            "\"",
            "\"\"\"",
        ] {
            let mut ends = Vec::new();
            scan(text.as_bytes(), CSV, &mut ends);
            let record = RawRecord {
                bytes: text.as_bytes(),
                ends: &ends,
                marks: Marks {
                    quoted: true,
                    malformed: true,
                },
                line: 1,
            };
            assert_eq!(
                record.unquote(text, b'"', &Bump::new()),
                Field {
                    text,
                    quoted: false
                }
            );
        }
    }

    #[test]
    fn undoubling_cuts_at_characters_whatever_it_is_given() {
        let undoubled = |text| undouble(text, b'"', &Bump::new()).to_owned();
        assert_eq!(undoubled("é\"\"é"), "é\"é");
        assert_eq!(undoubled("é\"é\"\"\"é\""), "é\"é\"\"é\"");
        assert_eq!(undoubled("\""), "\"");
    }

    #[test]
    fn lines_end_with_cr_only_where_nothing_else_ends_them() {
        let of = |text: &str| CSV.line_end_of(text.as_bytes(), true);
        for text in [
            "a,b\r1,2\r",
            "a\r\"x\ny\"\r",
            "\"a\r\nb\"\rc",
            "\"a\"\"\nb\",\"\n\"\rc",
            "5\" x,\"\n\"\r",
        ] {
            assert_eq!(of(text), b'\r', "{text:?}");
        }
        for text in [
            "",
            "a,b",
            "a\r\nb\r\n",
            "a\rb\nc\n",
            "\"a\rb\",c",
            "a\n\"x\ry\"",
            "5\" pipe\rx\n6\" bolt\r",
            "\"5\" pipe\n6\" bolt\r",
        ] {
            assert_eq!(of(text), b'\n', "{text:?}");
        }
        assert_eq!(CSV.line_end_of(b"\"report\n\"a\"\r", false), b'\n');
        assert_eq!(CSV.line_end_of(b"\"report\r\"a\"\r", false), b'\r');
    }
}
