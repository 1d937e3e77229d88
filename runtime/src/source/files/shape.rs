//! Where a file keeps the columns that the spec declares.

use bumpalo::Bump;

use super::discover::SourceFile;
use super::reader::{Place, RecordReader};
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
        };
        if !reader.advance().map_err(|error| file.reading(error))? {
            return Ok(shape);
        }
        shape.body = if csv.header { reader.place() } else { reader.record_place() };
        shape.width = reader.record().width();
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
        format!("the record has {} fields, {model} {}", record.width(), self.width)
    }
}

fn header_names(record: RawRecord<'_>, file: &SourceFile, dialect: Dialect) -> Result<Vec<String>> {
    if record.marks.malformed {
        return Err(Error::refused(format!("the header of the file `{}` has a quote where none may be", file.name)));
    }
    let text = std::str::from_utf8(record.bytes).map_err(|error| {
        Error::refused(format!("the header of the file `{}` is not UTF-8", file.name))
            .because(error)
            .help("say in `csv: {encoding: ...}` how the file is encoded")
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
