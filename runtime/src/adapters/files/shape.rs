//! Where a file keeps the columns that the spec declares.

use bumpalo::Bump;

use super::discover::SourceFile;
use super::reader::{EmptyLines, Place, RecordReader};
use super::record::{Dialect, RawRecord};
use crate::error::{Error, Result};
use crate::info::{Column, Csv};

/// What a file's first records say about all of its records.
#[derive(Debug)]
pub(super) struct Shape {
    /// For each column of the spec its field; `None`: the file does not have it, and that is allowed.
    fields: Vec<Option<usize>>,
    columns: &'static [Column],
    /// Fields of every record.
    width: usize,
    header: bool,
    /// The names in it, where columns are found by them.
    pub(super) names: Vec<String>,
    /// Where the first record behind the header begins.
    pub(super) body: Place,
    /// Bytes without meaning in the file's encoding stand as U+FFFD in the text.
    pub(super) transcoded: bool,
    pub(super) dialect: Dialect,
    /// What empty lines in the body are.
    pub(super) empty_lines: EmptyLines,
}

impl Shape {
    /// Finds the columns by the first record. The reader stands before it, behind the skipped lines.
    ///
    /// A file without any record has no rows and therefore no say in columns.
    ///
    /// # Errors
    /// Columns that are missing, superfluous or ambiguous, where the spec does not allow that.
    pub(super) fn find(
        reader: &mut RecordReader,
        file: &SourceFile,
        columns: &'static [Column],
        csv: &Csv,
        dialect: Dialect,
        transcoded: bool,
    ) -> Result<Shape> {
        let mut shape = Shape {
            fields: vec![None; columns.len()],
            columns,
            width: 0,
            header: csv.header,
            names: Vec::new(),
            body: reader.place(),
            transcoded,
            dialect,
            empty_lines: if csv.ignore_empty_lines { EmptyLines::PassedOver } else { EmptyLines::RecordsWithin },
        };
        if !reader.advance().map_err(|error| file.reading(error))? {
            if !csv.header && columns.len() == 1 {
                // Nothing but empty lines, each a NULL of the one column.
                (shape.width, shape.fields, shape.empty_lines) = (1, vec![Some(0)], EmptyLines::Records);
            }
            return Ok(shape);
        }
        if csv.header {
            shape.body = reader.place();
        }
        shape.width = reader.record().width();
        if shape.width == 1 {
            // Nothing else can stand for NULL in a file of one column; COPY writes and reads it so.
            shape.empty_lines = EmptyLines::Records;
        }
        if csv.header && csv.by_name {
            shape.names = header_names(reader.record(), file, dialect)?;
            shape.fields = fields_by_name(&shape.names, file, columns, csv)?;
        } else {
            shape.fields = fields_by_position(shape.width, file, columns, csv)?;
        }
        Ok(shape)
    }

    /// The field of a source column; `None`: the file does not have it.
    #[inline]
    pub(super) fn field(&self, column: &Column) -> Option<usize> {
        self.fields.get(column.index).copied().flatten()
    }

    /// The columns of the spec, in its order.
    pub(super) fn columns(&self) -> &'static [Column] {
        self.columns
    }

    /// Whether the columns can be told in a record.
    #[inline]
    pub(super) fn fits(&self, record: &RawRecord<'_>) -> bool {
        record.width() == self.width && !record.marks.malformed
    }

    /// The first column that a record is too short for.
    pub(super) fn missing_in(&self, record: &RawRecord<'_>) -> Option<&'static str> {
        let missing = |column: &&Column| self.field(column).is_some_and(|field| field >= record.width());
        self.columns.iter().find(missing).map(|column| column.name)
    }

    /// Why [`Shape::fits`] says no.
    pub(super) fn misfit(&self, record: &RawRecord<'_>) -> String {
        if record.marks.malformed {
            return "a quote within an unquoted field, or text behind a closing quote".into();
        }
        let model = if self.header { "the header" } else { "the file's first record" };
        if record.bytes.is_empty() {
            let width = self.width;
            return format!("an empty line, where {model} has {width} fields (`csv: {{empty_lines: ignore}}` passes over such lines)");
        }
        format!("the record has {} fields, {model} {}", record.width(), self.width)
    }
}

fn header_names(record: RawRecord<'_>, file: &SourceFile, dialect: Dialect) -> Result<Vec<String>> {
    if record.marks.malformed {
        return Err(Error::refused(format!("the header of the file `{}` has a quote where none may be", file.name)));
    }
    let text = std::str::from_utf8(record.bytes).map_err(|error| {
        let is_utf16 = matches!(record.bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
        let help = if is_utf16 {
            "the file begins as UTF-16 does: write `csv: {encoding: utf-16}`"
        } else {
            "say in `csv: {encoding: ...}` how the file is encoded"
        };
        Error::refused(format!("the header of the file `{}` is not UTF-8", file.name)).because(error).help(help)
    })?;
    let arena = Bump::new();
    let ranges = (0..record.width()).filter_map(|index| record.range(index));
    Ok(ranges.map(|range| record.unquote(&text[range], dialect.quote, &arena).text.to_string()).collect())
}

fn fields_by_name(header: &[String], file: &SourceFile, columns: &[Column], csv: &Csv) -> Result<Vec<Option<usize>>> {
    let is = |column: &Column| header.iter().position(|name| name == column.header);
    let fields: Vec<Option<usize>> = columns.iter().map(is).collect();
    let twice = columns.iter().find(|column| header.iter().filter(|name| *name == column.header).count() > 1);
    if let Some(column) = twice {
        return Err(Error::refused(format!("the header of the file `{}` has the column `{}` more than once", file.name, column.header)));
    }
    let missing = columns.iter().zip(&fields).filter(|(_, field)| field.is_none()).map(|(column, _)| column.header);
    let missing: Vec<&str> = missing.collect();
    if let Some(error) = misspelt(header, file, columns, &missing) {
        return Err(error);
    }
    if csv.missing_is_error && !missing.is_empty() {
        return Err(Error::refused(format!("the file `{}` has no column {}", file.name, quoted(&missing)))
            .help(format!("its header has {}; `csv: {{missing: null}}` reads missing columns as NULL", quoted(header))));
    }
    let known = |name: &&String| columns.iter().any(|column| column.header == name.as_str());
    let extra: Vec<&String> = header.iter().filter(|name| !known(name)).collect();
    if csv.extra_is_error && !extra.is_empty() {
        return Err(Error::refused(format!("the file `{}` has columns that the spec does not name: {}", file.name, quoted(&extra))));
    }
    Ok(fields)
}

/// Columns that the header has in other letters: read as NULL they would change every row.
fn misspelt(header: &[String], file: &SourceFile, columns: &[Column], missing: &[&str]) -> Option<Error> {
    let unclaimed = |name: &&String| !columns.iter().any(|column| column.header == name.as_str());
    let near = |column: &&str| header.iter().filter(unclaimed).find(|name| letters(name) == letters(column));
    let pairs: Vec<(&str, &String)> = missing.iter().filter_map(|column| Some((*column, near(column)?))).collect();
    if pairs.is_empty() {
        return None;
    }
    let has = pairs.iter().map(|(column, name)| format!("`{column}`, but {}", shown(name))).collect::<Vec<_>>().join("; ");
    let names = pairs.iter().map(|(_, name)| yaml_key(name)).collect::<Vec<_>>().join(", ");
    let (call, are) = if pairs.len() == 1 {
        ("the source's column", "the name that it has")
    } else {
        ("the source's columns", "the names that they have")
    };
    Some(
        Error::refused(format!("the file `{}` has no column {has}", file.name))
            .help(format!("names count to the letter; in the spec call {call} by {are} in the file: {names}")),
    )
}

/// What of a name is left where case and blanks do not count.
fn letters(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{feff}').flat_map(char::to_lowercase).collect()
}

/// A name between backticks, with escapes for what cannot be seen.
fn shown(name: &str) -> String {
    let seen = |letter: char| letter == ' ' || !(letter.is_whitespace() || letter.is_control() || letter == '\u{feff}');
    let text: String =
        name.chars().map(|letter| if seen(letter) { letter.to_string() } else { letter.escape_unicode().to_string() }).collect();
    format!("`{text}`")
}

/// A name as a YAML document has it for a key.
fn yaml_key(name: &str) -> String {
    // A JSON string is a YAML string.
    if shown(name) == format!("`{}`", name.trim()) { name.to_owned() } else { serde_json::Value::from(name).to_string() }
}

fn fields_by_position(width: usize, file: &SourceFile, columns: &[Column], csv: &Csv) -> Result<Vec<Option<usize>>> {
    if (width < columns.len() && csv.missing_is_error) || (width > columns.len() && csv.extra_is_error) {
        return Err(Error::refused(format!("the file `{}` has {width} columns, the spec {}", file.name, columns.len())));
    }
    Ok((0..columns.len()).map(|field| (field < width).then_some(field)).collect())
}

fn quoted(names: &[impl AsRef<str>]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}
