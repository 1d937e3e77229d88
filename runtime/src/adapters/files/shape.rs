//! Where a file keeps the columns that the spec declares.

use super::discover::SourceFile;
use super::header::{self, fields_by_name, fields_by_position};
use super::reader::{EmptyLines, Place, RecordReader};
use super::record::{Dialect, RawRecord};
use crate::error::Result;
use crate::info::{Column, Csv};

/// What a file's first records say about all of its records.
#[derive(Debug)]
pub(super) struct Shape {
    /// For each column of the spec its field; `None`: the file does not have it, and that is
    /// allowed.
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
    /// Finds the columns by the first record. The reader stands before it, behind the skipped
    /// lines.
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
            empty_lines: if csv.ignore_empty_lines {
                EmptyLines::PassedOver
            } else {
                EmptyLines::RecordsWithin
            },
        };
        if !reader.advance().map_err(|error| file.reading(error))? {
            if !csv.header && columns.len() == 1 {
                // Nothing but empty lines, each a NULL of the one column.
                (shape.width, shape.fields, shape.empty_lines) =
                    (1, vec![Some(0)], EmptyLines::Records);
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
            let record = reader.record();
            shape.names = header::names(record, file, columns, dialect)?;
            shape.fields = fields_by_name(&shape.names, file, columns, csv)
                .map_err(|error| header::advised(error, record, columns, dialect))?;
        } else {
            let record = reader.record();
            shape.fields = fields_by_position(shape.width, file, columns, csv)
                .map_err(|error| header::advised(error, record, columns, dialect))?;
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
        let missing = |column: &&Column| {
            self.field(column)
                .is_some_and(|field| field >= record.width())
        };
        self.columns.iter().find(missing).map(|column| column.name)
    }

    /// Why [`Shape::fits`] says no.
    pub(super) fn misfit(&self, record: &RawRecord<'_>) -> String {
        if record.marks.malformed {
            return "a quote within an unquoted field, or text behind a closing quote".into();
        }
        let model = if self.header {
            "the header"
        } else {
            "the file's first record"
        };
        if record.bytes.is_empty() {
            let width = self.width;
            return format!(
                "an empty line, where {model} has {width} fields (`csv: {{empty_lines: ignore}}` \
                 passes over such lines)"
            );
        }
        format!(
            "the record has {} fields, {model} {}",
            record.width(),
            self.width
        )
    }
}
