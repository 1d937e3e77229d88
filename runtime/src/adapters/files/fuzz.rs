//! Any bytes as CSV files: what must hold of them. Property tests and fuzzers call the same
//! functions.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, missing_docs)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{CsvSource, CutQueue, discover, estimate_rows, plan_cuts};
use crate::error::Result;
use crate::info::{Column, Csv, FileOrder, Files, LoadedFiles, SqlType};
use crate::row::RowReader;
use crate::source::bounds::Cut;
use crate::source::{Rows, SourceRow};
use crate::spool::{Spool, partition_of};

static COLUMNS: [Column; 3] = [
    Column::new("a", 0, SqlType::Text),
    Column::new("b", 1, SqlType::Integer).quoted_nulls(),
    Column::new("c", 2, SqlType::Date).format("%d.%m.%Y"),
];

/// Two bytes that choose a dialect and a way of storing, then the bytes of a file.
pub fn csv_records(data: &[u8]) {
    let (&[choice, sizes], file) = data.split_first_chunk().unwrap_or((&[0, 0], data));
    let is = |bit: u8| choice & (1 << bit) != 0;
    let csv = Csv {
        header: !is(0),
        by_name: !is(0) && is(1),
        missing_is_error: false,
        delimiter: if is(2) { b';' } else { b',' },
        quote: if is(3) { b'\'' } else { b'"' },
        ignore_empty_lines: is(4),
        encoding: ["utf-8", "utf-8", "utf-16", "shift_jis"][usize::from(choice >> 6)],
        skip_lines: u64::from(sizes & 1),
        footer_lines: u64::from(sizes >> 1 & 3),
        ..Csv::DEFAULT
    };
    files_of_records(&[file], csv, is(5), u64::from(sizes >> 3 & 7) + 1);
}

/// Files of any bytes: no panic; every way of reading finds the same rows in them, or none finds
/// any; and all that is in a file is in its rows.
pub fn files_of_records(files: &[&[u8]], csv: Csv, compressed: bool, chunk_rows: u64) {
    let folder = tempfile::tempdir().unwrap();
    for (number, bytes) in files.iter().enumerate() {
        let (name, bytes) = if compressed {
            (format!("{number}.gz"), gzip(bytes))
        } else {
            (format!("{number}.csv"), bytes.to_vec())
        };
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let Ok(source) = open(folder.path(), &csv) else {
        return;
    };
    let rows = in_order(&source);
    let cuts = plan_cuts(&source, chunk_rows);
    assert_eq!(
        rows.is_ok(),
        cuts.is_ok(),
        "{:?}",
        cuts.map_err(|error| error.chain())
    );
    if csv.encoding == "utf-8" && csv.footer_lines == 0 {
        assert_eq!(
            rows.is_ok(),
            files.iter().all(|bytes| records(bytes, &csv).is_some())
        );
    }
    let (Ok(rows), Ok(cuts)) = (rows, cuts) else {
        return;
    };
    if csv.encoding == "utf-8" {
        let expected: Vec<Vec<u8>> = files
            .iter()
            .flat_map(|bytes| records(bytes, &csv).unwrap())
            .collect();
        let found: Vec<&[u8]> = rows.iter().map(|row| row.bytes.as_slice()).collect();
        assert_eq!(found, expected, "what stands in the file");
    }
    assert_eq!(
        estimate_rows(&source).unwrap(),
        rows.len() as u64,
        "the estimate of small files is exact"
    );
    assert!(
        cuts.iter()
            .rev()
            .skip(1)
            .all(|cut| cut.records == chunk_rows),
        "{cuts:?}"
    );
    assert_eq!(by_cuts(&source, cuts), rows, "cuts of {chunk_rows}");
    assert_eq!(by_partitions(&source, 3), rows, "partitions");
}

/// What a load may see of a row.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    file: u32,
    line: u64,
    bytes: Vec<u8>,
    cells: String,
    json: String,
}

fn seen<'a>(row: &(impl RowReader<'a> + SourceRow)) -> Seen {
    let cells = format!(
        "{:?} {:?} {:?}",
        row.text(&COLUMNS[0]),
        row.integer(&COLUMNS[1]),
        row.date(&COLUMNS[2])
    );
    let json = SourceRow::json(row);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(
        value
            .as_object()
            .is_some_and(|object| object.len() == COLUMNS.len()),
        "{json}"
    );
    let mut bytes = Vec::new();
    row.record(&mut bytes);
    let position = row.position();
    Seen {
        file: position.file,
        line: position.line,
        bytes,
        cells,
        json,
    }
}

fn open(folder: &Path, csv: &Csv) -> Result<Arc<CsvSource>> {
    let files = Files {
        order: FileOrder::Name,
        loaded: LoadedFiles::Reload,
        none_is_error: true,
    };
    CsvSource::open(discover(folder, "*", &|_| None, &files)?, &COLUMNS, csv)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    let mut file = encoder.finish().unwrap();
    file.extend([0; 7]);
    file
}

fn all(mut rows: impl Rows) -> Result<Vec<Seen>> {
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(seen(&row));
    }
    Ok(list)
}

fn in_order(source: &Arc<CsvSource>) -> Result<Vec<Seen>> {
    all(source.rows())
}

fn by_cuts(source: &Arc<CsvSource>, cuts: Vec<Cut>) -> Vec<Seen> {
    let queue = CutQueue::new(Arc::clone(source), (1..).zip(cuts).collect(), None);
    let mut list = Vec::new();
    while let Some((_, chunk)) = queue.next().unwrap() {
        list.extend(all(chunk.rows().unwrap()).unwrap());
    }
    list
}

/// By way of partitions, brought back into the order of their places.
fn by_partitions(source: &Arc<CsvSource>, partitions: u64) -> Vec<Seen> {
    let mut spool = Spool::new(partitions, 0, None).unwrap();
    let mut frame = Vec::new();
    let mut rows = source.rows();
    while let Some(row) = rows.next().unwrap() {
        frame.clear();
        row.record(&mut frame);
        let partition = partition_of(xxhash_rust::xxh3::xxh3_64(&frame), partitions);
        frame.clear();
        row.spill(&mut frame);
        spool.push(partition, &frame).unwrap();
    }
    let stored = spool.finish();
    let mut list: Vec<Seen> = (0..partitions)
        .flat_map(|partition| all(source.spilled(stored.open(partition).unwrap())).unwrap())
        .collect();
    list.sort_by_key(|row| (row.file, row.line));
    list
}

/// The records of a UTF-8 file by the plainest reading of the rules; `None` where a quote is never
/// closed, or on another line and with text behind it.
fn records(file: &[u8], csv: &Csv) -> Option<Vec<Vec<u8>>> {
    let text = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let line_end = line_end(text, csv);
    let mut body = text;
    for _ in 0..csv.skip_lines {
        body = body
            .iter()
            .position(|byte| *byte == line_end)
            .map_or(&[][..], |at| &body[at + 1..]);
    }
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    let end = |line: &mut Vec<u8>| {
        if line_end == b'\n' && line.last() == Some(&b'\r') {
            line.pop();
        }
        std::mem::take(line)
    };
    let mut quotes = Quotes::Begin;
    let mut torn = false;
    for (at, byte) in body.iter().enumerate() {
        let is_line_end = *byte == line_end;
        let ends_line = is_line_end
            || (line_end == b'\n' && *byte == b'\r' && matches!(body[at + 1..], [] | [b'\n', ..]));
        let over_lines = quotes == Quotes::Closed(true);
        quotes = quotes.after(*byte, csv, ends_line, is_line_end);
        torn |= over_lines && quotes == Quotes::Plain;
        if is_line_end && !matches!(quotes, Quotes::Open(_)) {
            lines.push(end(&mut line));
        } else {
            line.push(*byte);
        }
    }
    if !line.is_empty() {
        lines.push(end(&mut line));
    }
    let is_known = !torn && !matches!(quotes, Quotes::Open(_));
    let first = lines.iter().position(|line| !line.is_empty());
    let width = first.map(|first| fields(&lines[first], csv));
    let width = if csv.header {
        width
    } else {
        width.or((COLUMNS.len() == 1).then_some(1))
    };
    if csv.header {
        lines.drain(..first.map_or(lines.len(), |first| first + 1));
    }
    if width != Some(1) {
        if csv.ignore_empty_lines {
            lines.retain(|line| !line.is_empty());
        }
        let last = lines.iter().rposition(|line| !line.is_empty());
        lines.truncate(last.map_or(0, |last| last + 1));
    }
    lines.truncate(
        lines
            .len()
            .saturating_sub(usize::try_from(csv.footer_lines).unwrap()),
    );
    is_known.then_some(lines)
}

fn line_end(text: &[u8], csv: &Csv) -> u8 {
    let (mut quotes, mut has_cr) = (Quotes::Begin, false);
    for byte in text {
        if csv.skip_lines == 0 {
            quotes = quotes.after(*byte, csv, *byte == b'\r', false);
        }
        match byte {
            _ if matches!(quotes, Quotes::Open(_)) => {}
            b'\n' => return b'\n',
            b'\r' => has_cr = true,
            _ => {}
        }
    }
    if has_cr { b'\r' } else { b'\n' }
}

/// What stands before a byte, as far as quotes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// The beginning of a field.
    Begin,
    /// A quoted text; whether it has a line end.
    Open(bool),
    /// A quoted text and the quote behind it.
    Closed(bool),
    Plain,
}

impl Quotes {
    /// The same behind a byte. `ends_line`: unquoted it is a line end or a part of one.
    fn after(self, byte: u8, csv: &Csv, ends_line: bool, is_line_end: bool) -> Quotes {
        match self {
            Quotes::Begin if byte == csv.quote => Quotes::Open(false),
            Quotes::Open(over_lines) if byte == csv.quote => Quotes::Closed(over_lines),
            Quotes::Open(over_lines) => Quotes::Open(over_lines || is_line_end),
            Quotes::Closed(over_lines) if byte == csv.quote => Quotes::Open(over_lines),
            Quotes::Closed(_) if ends_line => Quotes::Begin,
            _ if byte == csv.delimiter || is_line_end || (ends_line && byte == b'\r') => {
                Quotes::Begin
            }
            _ => Quotes::Plain,
        }
    }
}

fn fields(line: &[u8], csv: &Csv) -> usize {
    let mut quotes = Quotes::Begin;
    let is_delimiter = |byte: &&u8| {
        quotes = quotes.after(**byte, csv, false, false);
        **byte == csv.delimiter && quotes == Quotes::Begin
    };
    line.iter().filter(is_delimiter).count() + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What breaks readers: line ends, quotes in and out of place, characters of several bytes,
    /// bytes that are no characters.
    const TOKENS: [&[u8]; 22] = [
        b"a",
        "é".as_bytes(),
        "\u{1f41d}".as_bytes(),
        b",",
        b";",
        b"\"",
        b"\"\"",
        b"'",
        b"\n",
        b"\r\n",
        b"\r",
        b"\n\n",
        b"a,b,c\n",
        b"x,12,31.12.2013\n",
        b"\"x\ny\",\"7\",\"\"\n",
        b" ",
        b"\xff",
        b"\xc3",
        b"\0",
        "\u{feff}".as_bytes(),
        b"\"Bar \"\xc3\x89\" Paris\"",
        b"TOTAL,1,\n",
    ];

    fn of_tokens() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..40)
            .prop_map(|tokens| tokens.concat())
    }

    /// A file as programs write them.
    fn valid() -> impl Strategy<Value = Vec<u8>> {
        let field = prop_oneof![
            "[a-zé]{0,5}",
            "[0-9]{1,4}",
            "\"[a-z,é\n\r]{0,6}\"",
            Just("\"say \"\"é\"\"\"".to_owned()),
            Just(String::new())
        ];
        let record = prop::collection::vec(field, 3).prop_map(|fields| fields.join(","));
        (
            prop::collection::vec(record, 0..20),
            prop::sample::select(vec!["\n", "\r\n", "\r"]),
        )
            .prop_map(|(records, line_end)| {
                format!(
                    "a,b,c{line_end}{}",
                    records
                        .iter()
                        .map(|record| format!("{record}{line_end}"))
                        .collect::<String>()
                )
                .into_bytes()
            })
    }

    /// A valid file to which things were done.
    fn mutated() -> impl Strategy<Value = Vec<u8>> {
        let change = (
            any::<prop::sample::Index>(),
            0_usize..6,
            prop::sample::select(TOKENS.to_vec()),
        );
        (valid(), prop::collection::vec(change, 0..6)).prop_map(|(mut file, changes)| {
            for (place, removed, put) in changes {
                let at = place.index(file.len() + 1);
                let end = (at + removed).min(file.len());
                file.splice(at..end, put.iter().copied());
            }
            file
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn any_bytes_are_read_or_refused_every_way_alike(choice in any::<[u8; 2]>(), file in prop_oneof![of_tokens(), valid(), mutated()]) {
            csv_records(&[&choice[..], &file].concat());
        }

        #[test]
        fn several_files_of_any_bytes_too(
            files in prop::collection::vec(prop_oneof![of_tokens(), valid(), mutated()], 1..5),
            footer_lines in 0_u64..3,
            compressed: bool,
            chunk_rows in 1_u64..9,
        ) {
            let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
            files_of_records(&files, Csv { missing_is_error: false, by_name: false, footer_lines, ..Csv::DEFAULT }, compressed, chunk_rows);
        }
    }

    #[test]
    fn nothing_and_a_little_are_files_too() {
        for file in [
            &b""[..],
            b"\n",
            b"\r",
            b"\"",
            b"\xef\xbb",
            b"\xef\xbb\xbf",
            b"a",
            b"a\n\"",
            b"\n\n\n",
            b"a,b\n\n\n1,2\n\n",
        ] {
            for choice in 0..=255 {
                csv_records(&[&[choice, 8], file].concat());
            }
        }
    }
}
