//! The names in a file's header, and which columns of the spec they are.

use bumpalo::Bump;

use super::discover::SourceFile;
use super::record::{Dialect, RawRecord};
use crate::error::{Error, Result};
use crate::info::{Column, Csv};

/// The names in a file's header.
///
/// # Errors
/// It is no record of the dialect, or no text.
pub(super) fn names(
    record: RawRecord<'_>,
    file: &SourceFile,
    columns: &[Column],
    dialect: Dialect,
) -> Result<Vec<String>> {
    if record.marks.malformed {
        let error = Error::refused(format!(
            "the header of the file `{}` has a quote where none may be",
            file.name
        ));
        return Err(advised(error, record, columns, dialect));
    }
    let text = std::str::from_utf8(record.bytes).map_err(|error| {
        let is_utf16 = matches!(record.bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
        let help = if is_utf16 {
            "the file begins as UTF-16 does: write `csv: {encoding: utf-16}`"
        } else {
            "say in `csv: {encoding: ...}` how the file is encoded"
        };
        Error::refused(format!(
            "the header of the file `{}` is not UTF-8",
            file.name
        ))
        .because(error)
        .help(help)
    })?;
    let arena = Bump::new();
    let ranges = (0..record.width()).filter_map(|index| record.range(index));
    Ok(ranges
        .map(|range| {
            record
                .unquote(&text[range], dialect.quote, &arena)
                .text
                .to_string()
        })
        .collect())
}

/// For each column of the spec its field, found by its name.
///
/// # Errors
/// Columns that are missing, superfluous or ambiguous, where the spec does not allow that.
pub(super) fn fields_by_name(
    header: &[String],
    file: &SourceFile,
    columns: &[Column],
    csv: &Csv,
) -> Result<Vec<Option<usize>>> {
    let is = |column: &Column| header.iter().position(|name| name == column.header);
    let fields: Vec<Option<usize>> = columns.iter().map(is).collect();
    let twice = columns
        .iter()
        .find(|column| header.iter().filter(|name| *name == column.header).count() > 1);
    if let Some(column) = twice {
        return Err(Error::refused(format!(
            "the header of the file `{}` has the column `{}` more than once",
            file.name, column.header
        )));
    }
    let missing = columns
        .iter()
        .zip(&fields)
        .filter(|(_, field)| field.is_none())
        .map(|(column, _)| column.header);
    let missing: Vec<&str> = missing.collect();
    if let Some(error) = misspelt(header, file, columns, &missing) {
        return Err(error);
    }
    if missing.len() == columns.len() && !columns.is_empty() {
        let what = format!(
            "the file `{}` has none of the columns {}",
            file.name,
            quoted(&missing)
        );
        return Err(Error::refused(what).help(format!("its header has {}", quoted(header))));
    }
    if csv.missing_is_error && !missing.is_empty() {
        return Err(Error::refused(format!(
            "the file `{}` has no column {}",
            file.name,
            quoted(&missing)
        ))
        .help(format!(
            "its header has {}; `csv: {{missing: null}}` reads missing columns as NULL",
            quoted(header)
        )));
    }
    let known = |name: &&String| columns.iter().any(|column| column.header == name.as_str());
    let extra: Vec<&String> = header.iter().filter(|name| !known(name)).collect();
    if csv.extra_is_error && !extra.is_empty() {
        return Err(Error::refused(format!(
            "the file `{}` has columns that the spec does not name: {}",
            file.name,
            quoted(&extra)
        )));
    }
    Ok(fields)
}

/// Columns that the header has in other letters: read as NULL they would change every row.
fn misspelt(
    header: &[String],
    file: &SourceFile,
    columns: &[Column],
    missing: &[&str],
) -> Option<Error> {
    let unclaimed = |name: &&String| !columns.iter().any(|column| column.header == name.as_str());
    let near = |column: &&str| {
        header
            .iter()
            .filter(unclaimed)
            .find(|name| letters(name) == letters(column))
    };
    let pairs: Vec<(&str, &String)> = missing
        .iter()
        .filter_map(|column| Some((*column, near(column)?)))
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let has = pairs
        .iter()
        .map(|(column, name)| format!("`{column}`, but {}", shown(name)))
        .collect::<Vec<_>>()
        .join("; ");
    let names = pairs
        .iter()
        .map(|(_, name)| yaml_key(name))
        .collect::<Vec<_>>()
        .join(", ");
    let (call, are) = if pairs.len() == 1 {
        ("the source's column", "the name that it has")
    } else {
        ("the source's columns", "the names that they have")
    };
    Some(
        Error::refused(format!("the file `{}` has no column {has}", file.name)).help(format!(
            "names count to the letter; in the spec call {call} by {are} in the file: {names}"
        )),
    )
}

/// What of a name is left where case and blanks do not count.
fn letters(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '\u{feff}')
        .flat_map(char::to_lowercase)
        .collect()
}

/// A name between backticks, with escapes for what cannot be seen.
fn shown(name: &str) -> String {
    let seen = |letter: char| {
        letter == ' ' || !(letter.is_whitespace() || letter.is_control() || letter == '\u{feff}')
    };
    let text: String = name
        .chars()
        .map(|letter| {
            if seen(letter) {
                letter.to_string()
            } else {
                letter.escape_unicode().to_string()
            }
        })
        .collect();
    format!("`{text}`")
}

/// A name as a YAML document has it for a key.
fn yaml_key(name: &str) -> String {
    // A JSON string is a YAML string.
    if shown(name) == format!("`{}`", name.trim()) {
        name.to_owned()
    } else {
        serde_json::Value::from(name).to_string()
    }
}

/// The same by the columns' order.
///
/// # Errors
/// More or fewer fields than columns, where the spec does not allow that.
pub(super) fn fields_by_position(
    width: usize,
    file: &SourceFile,
    columns: &[Column],
    csv: &Csv,
) -> Result<Vec<Option<usize>>> {
    if (width < columns.len() && csv.missing_is_error)
        || (width > columns.len() && csv.extra_is_error)
    {
        return Err(Error::refused(format!(
            "the file `{}` has {width} columns, the spec {}",
            file.name,
            columns.len()
        )));
    }
    Ok((0..columns.len())
        .map(|field| (field < width).then_some(field))
        .collect())
}

/// What separates fields in files that are called CSV, and how a spec has it.
const DELIMITERS: [(char, &str); 4] = [(',', "','"), (';', "';'"), ('\t', "\"\\t\""), ('|', "'|'")];

/// The error with another advice, where the record holds the columns if another character separates
/// its fields.
pub(super) fn advised(
    error: Error,
    record: RawRecord<'_>,
    columns: &[Column],
    dialect: Dialect,
) -> Error {
    let Ok(text) = std::str::from_utf8(record.bytes) else {
        return error;
    };
    let quote = char::from(dialect.quote);
    let named = |delimiter: char| {
        let is = |column: &&Column| {
            text.split(delimiter)
                .any(|field| field.trim().trim_matches(quote) == column.header)
        };
        columns.iter().filter(is).count()
    };
    let now = named(char::from(dialect.delimiter));
    let others = DELIMITERS
        .into_iter()
        .filter(|(delimiter, _)| *delimiter != char::from(dialect.delimiter));
    let best = others.max_by_key(|(delimiter, _)| {
        (
            named(*delimiter),
            text.split(*delimiter).count() == columns.len(),
        )
    });
    match best {
        Some((delimiter, written))
            if named(delimiter) > now
                || (now == 0 && text.split(delimiter).count() == columns.len()) =>
        {
            error.help(format!(
                "are its fields separated by {}? write `csv: {{delimiter: {written}}}`",
                if delimiter == '\t' {
                    "tabs".to_owned()
                } else {
                    format!("`{delimiter}`")
                }
            ))
        }
        _ => error,
    }
}

fn quoted(names: &[impl AsRef<str>]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    names.join(", ")
}
