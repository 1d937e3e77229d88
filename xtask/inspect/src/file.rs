//! A CSV file: its dialect, its columns, and what could be its key.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use super::Result;
use super::infer::Column;

/// Bytes from which the dialect is guessed.
const HEAD_BYTES: u64 = 64 * 1024;

/// Pairs of columns that are tried as a key.
const PAIRS_MAX: usize = 60;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Looks at up to `sample` rows.
pub(crate) fn look(path: &Path, sample: u64) -> Result {
    let head = head(path)?;
    let encoding = match std::str::from_utf8(&head) {
        Ok(_) => "utf-8",
        // A character that the head's end cuts is no fault.
        Err(error) if error.error_len().is_none() => "utf-8",
        Err(_) => "windows-1252",
    };
    let text = decoded(&head, encoding);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let delimiter = delimiter(text);
    let file = Csv {
        path,
        delimiter,
        encoding,
    };
    let first = file
        .records()?
        .next()
        .transpose()?
        .ok_or_else(|| format!("{} is empty", path.display()))?;
    let header = is_header(&first);
    let names: Vec<String> = first
        .iter()
        .enumerate()
        .map(|(place, name)| {
            if header {
                name.to_owned()
            } else {
                format!("column_{}", place + 1)
            }
        })
        .collect();
    let mut columns: Vec<Column> = names.iter().map(|_| Column::default()).collect();
    let mut rows = 0;
    let mut ragged = 0_u64;
    let mut records = file.records()?.skip(usize::from(header));
    for record in records
        .by_ref()
        .take(usize::try_from(sample).unwrap_or(usize::MAX))
    {
        let record = record?;
        rows += 1;
        ragged += u64::from(record.len() != names.len());
        for (place, column) in columns.iter_mut().enumerate() {
            column.take(record.get(place).unwrap_or(""));
        }
    }
    let whole = records.next().is_none();
    let words: BTreeSet<&str> = columns.iter().flat_map(Column::null_words).collect();
    let words: Vec<&str> = words.into_iter().collect();
    let described: Vec<Value> = names
        .iter()
        .zip(&columns)
        .map(|(name, column)| column.described(name, &words))
        .collect();
    let keys = keys(&file, header, sample, &names, &columns, &described, &words)?;
    let mut nulls = vec![""];
    nulls.extend(&words);
    let mut notes = Vec::new();
    if ragged > 0 {
        notes.push(format!(
            "{ragged} records have another number of fields than the first: they will be rejected"
        ));
    }
    Ok(json!({
        "kind": "file", "columns": described, "keys": keys, "notes": notes,
        "file": {
            "delimiter": char::from(delimiter).to_string(), "header": header, "nulls": nulls, "encoding": encoding, "rows": rows,
            "whole": whole,
        },
    }))
}

struct Csv<'p> {
    path: &'p Path,
    delimiter: u8,
    encoding: &'static str,
}

impl Csv<'_> {
    fn records(&self) -> Result<Box<dyn Iterator<Item = csv::Result<StringRecord>>>> {
        let mut builder = ReaderBuilder::new();
        builder
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .trim(Trim::None);
        let input = open(self.path)?;
        if self.encoding == "utf-8" {
            return Ok(Box::new(
                builder
                    .from_reader(input)
                    .into_records()
                    .map(without_mark()),
            ));
        }
        let reader: Reader<Box<dyn Read>> = builder.from_reader(input);
        let encoding = self.encoding;
        Ok(Box::new(reader.into_byte_records().map(move |record| {
            let record = record?;
            Ok(record
                .iter()
                .map(|field| decoded(field, encoding))
                .collect())
        })))
    }
}

/// Takes the byte order mark off the first record.
fn without_mark() -> impl FnMut(csv::Result<StringRecord>) -> csv::Result<StringRecord> {
    let mut first = true;
    move |record| {
        let is_first = std::mem::take(&mut first);
        record.map(|record| {
            match record
                .get(0)
                .and_then(|field| field.strip_prefix('\u{feff}'))
                .filter(|_| is_first)
            {
                Some(field) => std::iter::once(field.trim_matches('"'))
                    .chain(record.iter().skip(1))
                    .collect(),
                None => record,
            }
        })
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>> {
    let file =
        File::open(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let is_gz = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    Ok(if is_gz {
        Box::new(MultiGzDecoder::new(BufReader::new(file)))
    } else {
        Box::new(BufReader::new(file))
    })
}

fn head(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    open(path)?
        .take(HEAD_BYTES)
        .read_to_end(&mut head)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Ok(head)
}

fn decoded(bytes: &[u8], encoding: &str) -> String {
    match encoding_rs::Encoding::for_label(encoding.as_bytes()) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The delimiter that cuts the first records into the same number of fields, and into most.
fn delimiter(head: &str) -> u8 {
    let fields = |delimiter: u8| {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(head.as_bytes());
        let lengths: Vec<usize> = reader
            .into_records()
            .take(20)
            .filter_map(|record| Some(record.ok()?.len()))
            .collect();
        // The head's end may cut the last record.
        let lengths = if lengths.len() > 2 && lengths.len() < 20 {
            &lengths[..lengths.len() - 1]
        } else {
            &lengths
        };
        let first = lengths.first().copied().unwrap_or(0);
        (
            lengths.iter().filter(|length| **length == first).count() * 10 / lengths.len().max(1),
            first,
        )
    };
    let even = |delimiter: &u8| matches!(fields(*delimiter), (8.., 2..));
    DELIMITERS
        .into_iter()
        .filter(even)
        .max_by_key(|delimiter| fields(*delimiter).1)
        .unwrap_or(b',')
}

/// Names are all there, differ, and are no values.
fn is_header(first: &StringRecord) -> bool {
    let mut seen = HashSet::new();
    first.iter().all(|name| {
        let mut column = Column::default();
        column.take(name);
        let is_value = [
            "decimal",
            "date",
            "timestamp",
            "timestamptz",
            "time",
            "uuid",
        ]
        .iter()
        .any(|ty| column.is(ty));
        !name.trim().is_empty() && !is_value && seen.insert(name)
    })
}

/// Columns, or else pairs of columns, by which every row is another; the likeliest first.
fn keys(
    file: &Csv<'_>,
    header: bool,
    sample: u64,
    names: &[String],
    columns: &[Column],
    described: &[Value],
    words: &[&str],
) -> Result<Vec<Vec<String>>> {
    let may_be_key = |place: &usize| {
        let ty = described[*place]["type"].as_str().unwrap_or_default();
        columns[*place].nulls(words) == 0
            && !ty.starts_with("double")
            && !["json", "boolean", "time"].contains(&ty)
            && !ty.starts_with("decimal")
    };
    let candidates: Vec<usize> = (0..names.len()).filter(may_be_key).collect();
    let mut unique: Vec<usize> = candidates
        .iter()
        .copied()
        .filter(|place| columns[*place].is_unique())
        .collect();
    unique.sort_by_key(|place| std::cmp::Reverse(likeliness(&names[*place])));
    if !unique.is_empty() {
        return Ok(unique
            .into_iter()
            .map(|place| vec![names[place].clone()])
            .collect());
    }
    let pairs = candidates
        .iter()
        .enumerate()
        .flat_map(|(at, one)| candidates[at + 1..].iter().map(move |other| (*one, *other)));
    let mut pairs: Vec<(usize, usize, HashSet<u64>)> = pairs
        .take(PAIRS_MAX)
        .map(|(one, other)| (one, other, HashSet::new()))
        .collect();
    for record in file
        .records()?
        .skip(usize::from(header))
        .take(usize::try_from(sample).unwrap_or(usize::MAX))
    {
        let record = record?;
        pairs.retain_mut(|(one, other, seen)| {
            let mut hasher = Xxh3::new();
            hasher.update(record.get(*one).unwrap_or("").as_bytes());
            hasher.update(&[0xff]);
            hasher.update(record.get(*other).unwrap_or("").as_bytes());
            seen.insert(hasher.digest())
        });
        if pairs.is_empty() {
            break;
        }
    }
    pairs.sort_by_key(|(one, other, _)| {
        std::cmp::Reverse(likeliness(&names[*one]) + likeliness(&names[*other]))
    });
    Ok(pairs
        .into_iter()
        .map(|(one, other, _)| vec![names[one].clone(), names[other].clone()])
        .collect())
}

/// How much a column's name sounds like a key.
fn likeliness(name: &str) -> u8 {
    let name = name.to_lowercase();
    let ends = |words: &[&str]| {
        words.iter().any(|word| {
            name == *word
                || name.ends_with(&format!("_{word}"))
                || name.ends_with(&format!(" {word}"))
        })
    };
    match () {
        () if ends(&["id", "key", "code", "nr", "no", "number"]) => 2,
        () if name.ends_with("id") || name.ends_with("num") => 1,
        () => 0,
    }
}
