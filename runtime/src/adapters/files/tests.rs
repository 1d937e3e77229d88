//! Whole files: from a folder to typed rows, by every way of reading them.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::error::Result;
use crate::info::{Column, Csv, FileOrder, Files, LoadedFiles, SqlType};
use crate::row::RowReader;
use crate::source::bounds::Cut;
use crate::source::{Rows, SourceRow};
use crate::spool::{Spool, partition_of};

const DIALECT: Csv = Csv {
    header: true,
    by_name: true,
    extra_is_error: false,
    missing_is_error: true,
    delimiter: b',',
    quote: b'"',
    skip_lines: 0,
    footer_lines: 0,
    encoding: "utf-8",
    ignore_empty_lines: false,
};

static COLUMNS: [Column; 3] = [
    Column::new("faa", 0, SqlType::Text),
    Column {
        nulls: &["", "NA"],
        ..Column::new("name", 1, SqlType::Text)
    },
    Column {
        nulls: &["", "NA"],
        ..Column::new("alt", 2, SqlType::Integer)
    },
];
static FAA: &Column = &COLUMNS[0];
static NAME: &Column = &COLUMNS[1];
static ALT: &Column = &COLUMNS[2];

const AIRPORTS: &str = "\
faa,name,lat,lon,alt,tzone
04G,Lansdowne Airport,41.1304722,-80.6195833,1044,America/New_York
BTR,\"Baton Rouge Metro, Ryan Field\",30.532917,-91.149889,NA,America/Chicago
PAQ,\"Warren \"\"Bud\"\" Woods\",61.594917,-149.088722,249,America/Anchorage
";

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn open(folder: &Path, csv: Csv) -> Result<Arc<CsvSource>> {
    let files = Files {
        order: FileOrder::Name,
        loaded: LoadedFiles::Reload,
        none_is_error: true,
    };
    CsvSource::open(discover(folder, "*", &|_| None, &files)?, &COLUMNS, &csv)
}

fn source(files: &[(&str, &[u8])], csv: Csv) -> (tempfile::TempDir, Arc<CsvSource>) {
    let folder = folder(files);
    let source = open(folder.path(), csv).unwrap();
    (folder, source)
}

/// What a load may see of a row: its place, and its cells or why it has none.
fn show<'a>(row: &(impl RowReader<'a> + SourceRow)) -> String {
    let position = row.position();
    let cells = (|| Ok((row.text(FAA)?, row.text(NAME)?, row.integer(ALT)?)))();
    let shown = match cells {
        Ok((faa, name, alt)) => format!("{faa:?} {name:?} {alt:?}"),
        Err(crate::row::Reject { column, reason, .. }) => format!("{column}: {reason}"),
    };
    format!(
        "{}:{} {}",
        position.file,
        position.line,
        shown.replace("Some", "").replace(['(', ')'], "")
    )
}

fn all(mut rows: impl Rows) -> Result<Vec<String>> {
    let mut shown = Vec::new();
    while let Some(row) = rows.next()? {
        shown.push(show(&row));
    }
    Ok(shown)
}

/// Reads by cuts of so many rows, from several threads, twice each: as workers and a retry do.
fn by_cuts(source: &Arc<CsvSource>, chunk_rows: u64) -> Vec<String> {
    let plan: Vec<(u64, Cut)> = (0..).zip(plan_cuts(source, chunk_rows).unwrap()).collect();
    let expected_chunks = plan.len();
    let queue = CutQueue::new(Arc::clone(source), plan, None);
    let mut chunks: Vec<(u64, Vec<String>)> = std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while let Some((number, chunk)) = queue.next().unwrap() {
                let rows = all(chunk.rows().unwrap()).unwrap();
                assert_eq!(rows, all(chunk.rows().unwrap()).unwrap());
                assert_eq!(rows.len() as u64, chunk.cut().records);
                done.push((number, rows));
            }
            done
        };
        let workers: Vec<_> = (0..3).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    chunks.sort();
    assert_eq!(chunks.len(), expected_chunks);
    chunks.into_iter().flat_map(|(_, rows)| rows).collect()
}

/// Reads by way of partitions, and brings the rows back into the order of their places.
fn by_partitions(source: &Arc<CsvSource>, partitions: u64) -> Vec<String> {
    let mut spool = Spool::new(partitions, 0, None).unwrap();
    let mut written = Vec::new();
    let mut rows = source.rows();
    while let Some(row) = rows.next().unwrap() {
        written.clear();
        row.spill(&mut written);
        let hash = xxhash_rust::xxh3::xxh3_64(&row.position().line.to_le_bytes());
        spool
            .push(partition_of(hash, partitions), &written)
            .unwrap();
    }
    let stored = spool.finish();
    let mut shown = Vec::new();
    for partition in 0..partitions {
        let mut rows = source.spilled(stored.open(partition).unwrap());
        while let Some(row) = rows.next().unwrap() {
            let position = row.position();
            shown.push(((position.file, position.line), show(&row)));
        }
    }
    shown.sort();
    shown.into_iter().map(|(_, row)| row).collect()
}

/// Reads every way, which must agree.
fn every_way(source: &Arc<CsvSource>) -> Vec<String> {
    let rows = all(source.rows()).unwrap();
    for chunk_rows in [1, 2, 3, 1000] {
        assert_eq!(by_cuts(source, chunk_rows), rows, "cuts of {chunk_rows}");
    }
    assert_eq!(by_partitions(source, 3), rows, "partitions");
    assert_eq!(
        estimate_rows(source).unwrap(),
        rows.len() as u64,
        "a small file's estimate is exact"
    );
    rows
}

#[test]
fn columns_are_found_by_name_and_na_is_null_unless_quoted() {
    let (_folder, source) = source(&[("airports.csv", AIRPORTS.as_bytes())], DIALECT);
    assert_eq!(
        every_way(&source),
        [
            "0:2 \"04G\" \"Lansdowne Airport\" 1044",
            "0:3 \"BTR\" \"Baton Rouge Metro, Ryan Field\" None",
            "0:4 \"PAQ\" \"Warren \\\"Bud\\\" Woods\" 249",
        ]
    );
    let (_folder, source) =
        self::source(&[("a.csv", b"alt,name,faa\n1,\"NA\",x\n2,NA,y\n")], DIALECT);
    assert_eq!(
        every_way(&source),
        ["0:2 \"x\" \"NA\" 1", "0:3 \"y\" None 2"]
    );
}

#[test]
fn a_compressed_file_is_read_as_the_plain_one() {
    let (first, second) = AIRPORTS.split_at(AIRPORTS.find("BTR").unwrap());
    let members = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    let (_plain, plain) = source(&[("a.csv", AIRPORTS.as_bytes())], DIALECT);
    for (name, bytes) in [
        ("a.csv.gz", gzip(AIRPORTS.as_bytes())),
        ("members.gz", members),
        ("no_extension.csv", gzip(AIRPORTS.as_bytes())),
    ] {
        let (_folder, compressed) = source(&[(name, &bytes)], DIALECT);
        assert_eq!(every_way(&compressed), every_way(&plain), "{name}");
    }
}

#[test]
fn several_files_have_their_own_headers_and_cuts() {
    let files: [(&str, &[u8]); 4] = [
        ("1.csv", b"faa,name,alt\na,A,1\nb,B,2\nc,C,3\n"),
        ("2.csv", b""),
        (
            "3.csv.gz",
            &gzip(b"name,faa,x,alt\nD,d,?,4\nE,e,?,5\nF,f,?,6\n"),
        ),
        ("4.csv", b"alt,faa,name\n"),
    ];
    let (_folder, source) = source(&files, DIALECT);
    let rows = every_way(&source);
    assert_eq!(rows.first().unwrap(), "0:2 \"a\" \"A\" 1");
    assert_eq!(rows.last().unwrap(), "2:4 \"f\" \"F\" 6");
    let cuts = plan_cuts(&source, 2).unwrap();
    assert_eq!(
        cuts.iter()
            .map(|cut| (cut.file, cut.first_record, cut.records))
            .collect::<Vec<_>>(),
        [(0, 0, 2), (0, 2, 2), (2, 1, 2)]
    );
    assert_eq!(
        cuts.iter().map(|cut| cut.last_file).collect::<Vec<_>>(),
        [0, 2, 2]
    );
    assert_eq!(
        source.files().map(|file| &*file.name).collect::<Vec<_>>(),
        ["1.csv", "2.csv", "3.csv.gz", "4.csv"]
    );
}

#[test]
fn head_and_footer_are_left_out() {
    let csv = Csv {
        skip_lines: 2,
        footer_lines: 2,
        ..DIALECT
    };
    let text = "\u{feff}Report \"daily\ncreated \
                today\nfaa,name,alt\na,\"two\nlines\",1\n\nb,B,2\nTOTAL,2,\nEND\n\n";
    for (empty_lines, csv) in [
        ("0:6 name: an empty line, where", csv),
        (
            "",
            Csv {
                ignore_empty_lines: true,
                ..csv
            },
        ),
    ] {
        let (_folder, plain) = source(&[("a.csv", text.as_bytes())], csv);
        let rows = every_way(&plain);
        assert_eq!(
            (
                rows.first().unwrap().as_str(),
                rows.last().unwrap().as_str()
            ),
            ("0:4 \"a\" \"two\\nlines\" 1", "0:7 \"b\" \"B\" 2")
        );
        assert!(
            rows.len() == 2 || rows[1].starts_with(empty_lines),
            "{rows:?}"
        );
        let (_folder, compressed) = source(&[("a.csv.gz", &gzip(text.as_bytes()))], csv);
        assert_eq!(every_way(&compressed), rows);
    }
}

#[test]
fn an_empty_line_is_a_null_in_a_file_of_one_column() {
    static ONE: [Column; 1] = [Column::new("faa", 0, SqlType::Text)];
    let read = |text: &str, csv: Csv| {
        let folder = folder(&[
            ("a.csv", text.as_bytes()),
            ("b.csv.gz", &gzip(text.as_bytes())),
        ]);
        let files = Files {
            order: FileOrder::Name,
            loaded: LoadedFiles::Reload,
            none_is_error: true,
        };
        let source = CsvSource::open(
            discover(folder.path(), "*", &|_| None, &files).unwrap(),
            &ONE,
            &csv,
        )
        .unwrap();
        let mut rows = source.rows();
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            found.push((
                row.position(),
                row.text(&ONE[0]).unwrap().map(str::to_owned),
            ));
        }
        let plan: Vec<(u64, Cut)> = (0..).zip(plan_cuts(&source, 2).unwrap()).collect();
        assert_eq!(
            plan.iter().map(|(_, cut)| cut.records).sum::<u64>(),
            found.len() as u64
        );
        let (first, second) = found.split_at(found.len() / 2);
        let texts = |rows: &[(crate::source::Position, Option<String>)]| {
            rows.iter()
                .map(|(place, text)| (place.line, text.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(first), texts(second), "plain and compressed");
        first
            .iter()
            .map(|(place, text)| format!("{} {}", place.line, text.as_deref().unwrap_or("NULL")))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        read("faa\nA\n\nB\n\"\"\n \nC\n", DIALECT),
        ["2 A", "3 NULL", "4 B", "5 ", "6  ", "7 C"]
    );
    assert_eq!(
        read("faa\r\nA\r\n\r\n", DIALECT),
        ["2 A", "3 NULL"],
        "COPY writes a NULL at the end so"
    );
    assert_eq!(read("faa\rA\r\rB\r", DIALECT), ["2 A", "3 NULL", "4 B"]);
    let headless = Csv {
        header: false,
        ..DIALECT
    };
    assert_eq!(read("\n\nA\n", headless), ["1 NULL", "2 NULL", "3 A"]);
    assert_eq!(read("\n\n", headless), ["1 NULL", "2 NULL"]);
    assert_eq!(read("", headless), [""; 0]);
    // In a file of several columns an empty line is nothing's value.
    assert_eq!(read("faa,x\nA,1\n\n\n", DIALECT), ["2 A"]);
}

#[test]
fn an_empty_line_among_records_of_several_fields_is_rejected() {
    let (_folder, rows) = source(
        &[
            ("a.csv", b"faa,name,alt\n\na,A,1\n\r\nb,B,2\n\n\n"),
            ("b.csv", b"faa,name,alt\n\n\n"),
        ],
        DIALECT,
    );
    let empty = "an empty line, where the header has 3 fields `csv: {empty_lines: ignore}` passes \
                 over such lines";
    assert_eq!(
        every_way(&rows),
        [
            &format!("0:2 name: {empty}"),
            "0:3 \"a\" \"A\" 1",
            &format!("0:4 name: {empty}"),
            "0:5 \"b\" \"B\" 2"
        ]
    );
    let ignoring = Csv {
        ignore_empty_lines: true,
        ..DIALECT
    };
    let (_folder, rows) = source(
        &[("a.csv", b"faa,name,alt\n\na,A,1\n\r\nb,B,2\n\n\n")],
        ignoring,
    );
    assert_eq!(every_way(&rows), ["0:3 \"a\" \"A\" 1", "0:5 \"b\" \"B\" 2"]);
}

#[test]
fn lines_may_end_with_cr_alone() {
    let text = "faa,name,alt\ra,A,1\rb,\"two\nlines\r\",2\r\rc,C,3";
    let (_folder, plain) = source(
        &[("a.csv", text.as_bytes())],
        Csv {
            ignore_empty_lines: true,
            ..DIALECT
        },
    );
    let rows = every_way(&plain);
    assert_eq!(
        rows,
        [
            "0:2 \"a\" \"A\" 1",
            "0:3 \"b\" \"two\\nlines\\r\" 2",
            "0:6 \"c\" \"C\" 3"
        ]
    );
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let (_folder, coded) = source(
        &[("a.csv", &utf16)],
        Csv {
            ignore_empty_lines: true,
            encoding: "utf-16",
            ..DIALECT
        },
    );
    assert_eq!(every_way(&coded), rows);
}

#[test]
fn zeros_behind_a_compressed_file_are_no_part_of_it() {
    let (_plain, plain) = source(&[("a.csv", AIRPORTS.as_bytes())], DIALECT);
    let whole = gzip(AIRPORTS.as_bytes());
    let padded = |zeros: usize| [whole.clone(), vec![0; zeros]].concat();
    for zeros in [1, 511, 100_000] {
        let (_folder, compressed) = source(&[("a.csv.gz", &padded(zeros))], DIALECT);
        assert_eq!(every_way(&compressed), every_way(&plain), "{zeros}");
    }
    // Padded members that were put one behind the other lose nothing; what is no member is told.
    let second = gzip(b"XXX,More,0,0,7,UTC\n");
    let (_folder, both) = source(&[("a.csv.gz", &[padded(300), second].concat())], DIALECT);
    assert_eq!(every_way(&both).last().unwrap(), "0:5 \"XXX\" \"More\" 7");
    let folder = folder(&[(
        "a.csv.gz",
        &[
            padded(300),
            b"rubbish that is long enough to be a header".to_vec(),
        ]
        .concat(),
    )]);
    let error = open(folder.path(), DIALECT)
        .and_then(|source| plan_cuts(&source, 10))
        .unwrap_err();
    assert!(error.chain().contains("gzip"), "{}", error.chain());
}

#[test]
fn many_small_files_are_few_chunks() {
    let texts: Vec<(String, Vec<u8>)> = (0..60)
        .map(|number| {
            let text =
                format!("faa,name,alt\nk{number},n,{number}\nl{number},n,{number}\nTOTAL,,\n");
            if number % 3 == 1 {
                (format!("{number:02}.csv.gz"), gzip(text.as_bytes()))
            } else {
                (format!("{number:02}.csv"), text.into_bytes())
            }
        })
        .collect();
    let files: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_slice()))
        .collect();
    let (_folder, source) = source(
        &files,
        Csv {
            footer_lines: 1,
            ..DIALECT
        },
    );
    assert_eq!(every_way(&source).len(), 120);
    for (chunk_rows, chunks) in [(120, 1), (50, 3), (7, 18)] {
        assert_eq!(plan_cuts(&source, chunk_rows).unwrap().len(), chunks);
        assert_eq!(by_cuts(&source, chunk_rows), all(source.rows()).unwrap());
    }
}

#[test]
fn a_header_in_other_letters_is_shown() {
    let refused = |header: &str, csv: Csv| {
        let folder = folder(&[("a.csv", header.as_bytes())]);
        let error = open(folder.path(), csv).map(|_| ()).unwrap_err();
        assert_eq!(error.exit_code(), 4);
        (error.to_string(), error.advice().unwrap().to_owned())
    };
    let nulls = Csv {
        missing_is_error: false,
        ..DIALECT
    };
    for csv in [DIALECT, nulls] {
        let (what, advice) = refused("faa,Name ,ALT\n", csv);
        assert_eq!(
            what,
            "the file `a.csv` has no column `name`, but `Name `; `alt`, but `ALT`"
        );
        assert!(
            advice.ends_with("the names that they have in the file: \"Name \", ALT"),
            "{advice}"
        );
    }
    let (what, advice) = refused("faa,name,a\u{a0}lt\u{feff}\n", nulls);
    assert!(
        what.ends_with("`alt`, but `a\\u{a0}lt\\u{feff}`") && !advice.contains("missing"),
        "{what} {advice}"
    );
    // A name that another column of the spec has is not meant.
    let (_folder, rows) = source(&[("a.csv", b"faa,name\nx,y\n")], nulls);
    assert_eq!(every_way(&rows), ["0:2 \"x\" \"y\" None"]);
    let (_, advice) = refused("faa,name,altitude\n", DIALECT);
    assert!(advice.contains("missing: null"), "{advice}");
}

#[test]
fn a_file_of_another_delimiter_is_told_so() {
    let refused = |text: &str, csv: Csv| {
        let folder = folder(&[("a.csv", text.as_bytes())]);
        let error = open(folder.path(), csv).map(|_| ()).unwrap_err();
        assert_eq!(error.exit_code(), 4);
        error.advice().unwrap_or_default().to_owned()
    };
    let nulls = Csv {
        missing_is_error: false,
        ..DIALECT
    };
    for csv in [DIALECT, nulls] {
        for (text, written) in [
            ("faa;name;alt\nx;y;1\n", "{delimiter: ';'}"),
            ("\"faa\"; \"name\"; \"alt\"\n", "{delimiter: ';'}"),
            ("faa\tname, long\talt\n", "{delimiter: \"\\t\"}"),
            ("faa|altitude\n", "{delimiter: '|'}"),
        ] {
            let advice = refused(text, csv);
            assert!(advice.contains(written), "{text}: {advice}");
        }
        // No other delimiter finds more of the columns.
        let advice = refused("code;name of it\n", csv);
        assert!(
            !advice.contains("delimiter")
                && !advice.contains("missing: null")
                && advice.contains("`code;name of it`"),
            "{advice}"
        );
    }
    let by_place = Csv {
        header: false,
        ..DIALECT
    };
    assert!(refused("x;y;1\n", by_place).contains("{delimiter: ';'}"));
    assert!(!refused("x;y\n", by_place).contains("delimiter"));
    let advice = refused("faa,name,altitude;m\n", DIALECT);
    assert!(advice.contains("missing: null"), "{advice}");
}

#[test]
fn quoted_texts_are_null_where_the_column_says_so() {
    static COLUMNS: [Column; 3] = [
        Column::new("faa", 0, SqlType::Text)
            .nulls(&["", "NA"])
            .quoted_nulls(),
        Column::new("name", 1, SqlType::Text),
        Column::new("alt", 2, SqlType::Integer),
    ];
    let folder = folder(&[(
        "a.csv",
        b"\"faa\",\"name\",\"alt\"\n\"\",\"\",\"\"\n\"NA\",,\"x\"\n",
    )]);
    let files = Files {
        order: FileOrder::Name,
        loaded: LoadedFiles::Reload,
        none_is_error: true,
    };
    let source = CsvSource::open(
        discover(folder.path(), "*", &|_| None, &files).unwrap(),
        &COLUMNS,
        &DIALECT,
    )
    .unwrap();
    let mut rows = source.rows();
    let row = rows.next().unwrap().unwrap();
    assert_eq!(
        (
            row.text(&COLUMNS[0]).unwrap(),
            row.text(&COLUMNS[1]).unwrap()
        ),
        (None, Some(""))
    );
    let reason = row.integer(&COLUMNS[2]).unwrap_err().reason;
    assert_eq!(
        reason,
        "not an integer; it is quoted, and so not NULL (`quoted_nulls: true` reads it as NULL)"
    );
    let row = rows.next().unwrap().unwrap();
    assert_eq!(
        (
            row.text(&COLUMNS[0]).unwrap(),
            row.text(&COLUMNS[1]).unwrap()
        ),
        (None, None)
    );
    assert_eq!(
        row.integer(&COLUMNS[2]).unwrap_err().reason,
        "not an integer"
    );
}

#[test]
fn a_record_of_another_width_or_with_a_stray_quote_is_rejected_and_never_shifted() {
    let text =
        "faa,name,alt\na,A\nb,B,2,x\nc,\"C\",3\nd,5\" pipe,4\nf,6\" bolt,6\ng,\"G\" ,7\nh,H,8\n";
    let (_folder, source) = source(&[("a.csv", text.as_bytes())], DIALECT);
    assert_eq!(
        every_way(&source),
        [
            "0:2 alt: the record has 2 fields, the header 3",
            "0:3 faa: the record has 4 fields, the header 3",
            "0:4 \"c\" \"C\" 3",
            "0:5 faa: a quote within an unquoted field, or text behind a closing quote",
            "0:6 faa: a quote within an unquoted field, or text behind a closing quote",
            "0:7 faa: a quote within an unquoted field, or text behind a closing quote",
            "0:8 \"h\" \"H\" 8",
        ]
    );
}

#[test]
fn a_row_shows_itself_as_the_file_wrote_it() {
    let text = [
        "name,faa,more,alt\n\" A \"\"x\"\"\",NA,?, 07\nC\n\"Bar \"É\" Paris\",\"É\" é,?,1\n"
            .as_bytes(),
        b"\"\xff\",b,?,1\n",
    ]
    .concat();
    let (_folder, source) = source(&[("a.csv", &text)], DIALECT);
    let mut rows = source.rows();
    let mut json = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        json.push(SourceRow::json(&row));
    }
    assert_eq!(
        json,
        [
            r#"{"faa":"NA","name":" A \"x\"","alt":" 07"}"#,
            r#"{"faa":null,"name":"C","alt":null}"#,
            r#"{"faa":"\"É\" é","name":"\"Bar \"É\" Paris\"","alt":"1"}"#,
            "{\"faa\":\"b\",\"name\":\"\u{fffd}\",\"alt\":\"1\"}",
        ]
    );
}

#[test]
fn text_in_another_encoding_is_transcoded_and_broken_text_rejected() {
    let columns_in = |bytes: &[u8], encoding: &'static str| {
        let (_folder, source) = source(
            &[("a.csv", bytes)],
            Csv {
                encoding,
                ..DIALECT
            },
        );
        every_way(&source)
    };
    assert_eq!(
        columns_in(b"faa,name,alt\na,Z\xfcrich,1\n", "iso-8859-1"),
        ["0:2 \"a\" \"Zürich\" 1"]
    );
    let utf16: Vec<u8> = "\u{feff}faa,name,alt\na,Łódź,1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(columns_in(&utf16, "utf-16"), ["0:2 \"a\" \"Łódź\" 1"]);
    let invalid = "0:2 name: text that is not valid in the file's encoding";
    assert_eq!(
        columns_in(b"faa,name,alt\na,Z\xfcrich,1\n", "utf-8"),
        [invalid]
    );
    assert_eq!(
        columns_in(b"faa,name,alt\na,\x81\x30x,1\n", "shift_jis"),
        [invalid]
    );
}

#[test]
fn every_label_of_the_web_is_an_encoding() {
    for (label, name) in [
        ("utf8", "UTF-8"),
        ("UTF-16", "UTF-16LE"),
        ("cp1252", "windows-1252"),
        ("ascii", "windows-1252"),
        ("latin1", "windows-1252"),
        ("gb2312", "GBK"),
        ("iso-8859-9", "windows-1254"),
        ("sjis", "Shift_JIS"),
        ("ks_c_5601-1987", "EUC-KR"),
    ] {
        assert_eq!(input::encoding(label).unwrap().name(), name);
    }
    for label in ["", "utf-7", "cp850", "iso-2022-kr"] {
        assert_eq!(
            input::encoding(label).unwrap_err().exit_code(),
            2,
            "{label}"
        );
    }
}

#[test]
fn columns_are_taken_by_position_where_the_spec_says_so() {
    let headless = Csv {
        header: false,
        ..DIALECT
    };
    let (_folder, rows) = source(&[("a.csv", b"a,A,1\nb,B,2\nc,C\n")], headless);
    assert_eq!(
        every_way(&rows),
        [
            "0:1 \"a\" \"A\" 1",
            "0:2 \"b\" \"B\" 2",
            "0:3 alt: the record has 2 fields, the file's first record 3"
        ]
    );
    let (_folder, rows) = source(
        &[("a.csv", b"x,y,z,more\na,A,1,?\n")],
        Csv {
            by_name: false,
            ..DIALECT
        },
    );
    assert_eq!(every_way(&rows), ["0:2 \"a\" \"A\" 1"]);
    let narrow = folder(&[("a.csv", b"a,A\n")]);
    assert!(
        open(narrow.path(), headless)
            .unwrap_err()
            .to_string()
            .contains("has 2 columns, the spec 3")
    );
    let rows = open(
        narrow.path(),
        Csv {
            missing_is_error: false,
            ..headless
        },
    )
    .unwrap();
    assert_eq!(every_way(&rows), ["0:1 \"a\" \"A\" None"]);
    let wide = folder(&[("a.csv", b"a,A,1,x\n")]);
    assert!(
        open(
            wide.path(),
            Csv {
                extra_is_error: true,
                ..headless
            }
        )
        .is_err()
    );
}

#[test]
fn a_header_that_does_not_fit_is_told_before_a_row_is_read() {
    let error_of = |bytes: &[u8], csv: Csv| {
        let error = open(folder(&[("a.csv", bytes)]).path(), csv)
            .map(|_| ())
            .unwrap_err();
        assert_eq!(error.exit_code(), 4);
        error.to_string()
    };
    assert_eq!(
        error_of(b"faa,Nom\n", DIALECT),
        "the file `a.csv` has no column `name`, `alt`"
    );
    assert_eq!(
        error_of(b"faa,name,alt,name\n", DIALECT),
        "the header of the file `a.csv` has the column `name` more than once"
    );
    let strict = Csv {
        extra_is_error: true,
        ..DIALECT
    };
    assert_eq!(
        error_of(b"faa,name,alt,x\n", strict),
        "the file `a.csv` has columns that the spec does not name: `x`"
    );
    assert_eq!(
        error_of(b"faa,name,alt,\xff\n", DIALECT),
        "the header of the file `a.csv` is not UTF-8"
    );
    let (_folder, source) = source(
        &[("a.csv", b"faa,x,x\na,1,2\n")],
        Csv {
            missing_is_error: false,
            ..DIALECT
        },
    );
    assert_eq!(every_way(&source), ["0:2 \"a\" None None"]);
}

#[test]
fn a_file_that_changes_while_it_is_read_ends_the_load() {
    let (folder, source) = source(&[("a.csv", AIRPORTS.as_bytes())], DIALECT);
    let plan: Vec<(u64, Cut)> = (0..).zip(plan_cuts(&source, 1).unwrap()).collect();
    let mut rows = source.rows();
    rows.next().unwrap().unwrap();
    fs::write(folder.path().join("a.csv"), "faa,name,alt\n").unwrap();
    assert!(
        all(rows)
            .unwrap_err()
            .chain()
            .contains("changed while it was read")
    );
    let queue = CutQueue::new(source, plan, None);
    let (_, chunk) = queue.next().unwrap().unwrap();
    assert!(chunk.rows().is_err());
}

#[test]
fn a_damaged_archive_is_found_by_the_plan() {
    let mut bytes = gzip(AIRPORTS.repeat(200).as_bytes());
    bytes.truncate(bytes.len() - 30);
    let folder = folder(&[("a.csv.gz", &bytes)]);
    let error = open(folder.path(), DIALECT)
        .and_then(|source| plan_cuts(&source, 10))
        .unwrap_err();
    assert!(error.to_string().contains("a.csv.gz"), "{error}");
}

#[test]
fn a_resumed_queue_hands_out_the_same_records() {
    let text: String = std::iter::once("faa,name,alt\n".to_string())
        .chain((0..100).map(|row| format!("k{row},n,{row}\n")))
        .collect();
    for (name, bytes) in [
        ("a.csv", text.clone().into_bytes()),
        ("a.csv.gz", gzip(text.as_bytes())),
    ] {
        let (_folder, source) = source(&[(name, &bytes)], DIALECT);
        let plan: Vec<(u64, Cut)> = (0..).zip(plan_cuts(&source, 7).unwrap()).collect();
        let wanted: Vec<(u64, Cut)> = plan
            .into_iter()
            .filter(|(number, _)| [3, 4, 14].contains(number))
            .collect();
        let queue = CutQueue::new(source, wanted, None);
        let mut chunks = Vec::new();
        while let Some((number, chunk)) = queue.next().unwrap() {
            let rows = all(chunk.rows().unwrap()).unwrap();
            chunks.push((number, rows.first().unwrap().clone(), rows.len()));
        }
        let expected = [
            (3, "0:23 \"k21\" \"n\" 21", 7),
            (4, "0:30 \"k28\" \"n\" 28", 7),
            (14, "0:100 \"k98\" \"n\" 98", 2),
        ];
        assert_eq!(
            chunks,
            expected.map(|(number, first, rows)| (number, first.to_string(), rows)),
            "{name}"
        );
    }
}

#[test]
fn the_estimate_of_a_large_file_is_near() {
    let text: String = std::iter::once("faa,name,alt\n".to_string())
        .chain((0..60_000).map(|row| format!("k{row},some name,{}\n", row % 1000)))
        .collect();
    for (name, bytes) in [
        ("a.csv", text.repeat(3).into_bytes()),
        ("a.csv.gz", gzip(text.repeat(3).as_bytes())),
    ] {
        let (_folder, source) = source(&[(name, &bytes)], DIALECT);
        let estimate = estimate_rows(&source).unwrap();
        assert!((150_000..210_000).contains(&estimate), "{name}: {estimate}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Text made of what breaks readers: every way of reading must find the same records in it, or
    /// none must.
    #[test]
    fn all_ways_of_reading_agree_on_any_text(text in "(a|b|é|,|\"|\"\"|\n|\r\n|\r|1,2,3\n|\"x\ny\",\"\"\"\",7\n){0,60}", footer_lines in 0_u64..3) {
        let whole = format!("faa,name,alt\n{text}");
        let csv = Csv { footer_lines, ..DIALECT };
        let (_plain, plain) = source(&[("a.csv", whole.as_bytes())], csv);
        let (_compressed, compressed) = source(&[("a.csv.gz", &gzip(whole.as_bytes()))], csv);
        match all(plain.rows()) {
            Ok(rows) => {
                prop_assert_eq!(&every_way(&plain), &rows);
                let even: Vec<String> = every_way(&compressed);
                prop_assert_eq!(&even, &rows);
            }
            Err(_) => {
                prop_assert!(plan_cuts(&plain, 2).is_err());
                prop_assert!(all(compressed.rows()).is_err());
            }
        }
    }
}
