//! The typed rows of a crate: source, key and target.

use proc_macro2::Ident;

use super::words;
use crate::model::{From, Source, SourceColumn, Target, TargetColumn, Trim};
use crate::names;
use crate::types::{ExprType, SqlType};

/// A typed row.
#[derive(Debug)]
pub struct Row {
    /// Its cells, in order.
    pub cells: Vec<Cell>,
    /// A field of it borrows text: the type has a lifetime.
    pub borrows: bool,
}

/// One cell of a row: a field of the row's type, and the `Column` constant by which it is read.
#[derive(Debug)]
pub struct Cell {
    /// Name as written in the spec.
    pub name: String,
    /// Field.
    pub field: Ident,
    /// Constant.
    pub constant: Ident,
    /// Place in the row that is read.
    pub index: usize,
    /// Type.
    pub ty: SqlType,
    /// NULL is possible: the field is an `Option`.
    pub nullable: bool,
    /// It is a field. A source column that nothing uses has its constant only.
    pub read: bool,
    /// What the field's documentation says.
    pub docs: String,
    /// Reading rules.
    pub reading: Reading,
}

/// How a cell is read, where that differs from the runtime's plain rule.
#[derive(Debug, Default)]
pub struct Reading {
    /// The source's name for it, where it is another.
    pub header: Option<String>,
    /// The cell comes from a table, where no text means NULL unless the spec says so.
    pub stored: bool,
    /// Texts that mean NULL, where they are not the default.
    pub nulls: Option<Vec<String>>,
    /// Quoted fields may mean NULL.
    pub quoted_nulls: bool,
    /// White space to take off.
    pub trim: Option<Trim>,
    /// Format of dates and timestamps.
    pub format: Option<String>,
    /// Decimal mark, where it is not a point.
    pub decimal_mark: Option<u8>,
    /// Texts for true and false.
    pub booleans: Option<(String, String)>,
    /// Zone for instants that have none.
    pub timezone: Option<String>,
}

impl Row {
    /// The source row.
    pub(super) fn source(source: &Source) -> Row {
        Row::of(
            source
                .columns
                .iter()
                .enumerate()
                .map(|(index, column)| source_cell(index, column, source))
                .collect(),
        )
    }

    /// The business key, whose cells are never NULL.
    pub(super) fn key(target: &Target) -> Row {
        let columns = target.key.iter().map(|place| &target.columns[*place]);
        Row::of(
            columns
                .enumerate()
                .map(|(index, column)| Cell {
                    nullable: false,
                    ..target_cell(index, column)
                })
                .collect(),
        )
    }

    /// The target row.
    pub(super) fn target(target: &Target) -> Row {
        Row::of(
            target
                .columns
                .iter()
                .enumerate()
                .map(|(index, column)| target_cell(index, column))
                .collect(),
        )
    }

    fn of(cells: Vec<Cell>) -> Row {
        let borrows = cells.iter().any(|cell| cell.read && borrows(cell.ty));
        Row { cells, borrows }
    }

    /// The cells that are fields.
    pub fn fields(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.read)
    }
}

/// Whether a type's values borrow from the record or the arena.
#[must_use]
pub(super) fn borrows(ty: impl Into<ExprType>) -> bool {
    matches!(
        ty.into(),
        ExprType::Text
            | ExprType::Varchar(_)
            | ExprType::Char(_)
            | ExprType::Bytea
            | ExprType::Json
    )
}

fn source_cell(index: usize, column: &SourceColumn, source: &Source) -> Cell {
    let stored = !matches!(source.from, From::File { .. });
    let is_default = if stored {
        column.nulls.is_empty()
    } else {
        column.nulls == [""]
    };
    let has_zone = column.ty == SqlType::TimestampTz && !source.timezone.is_empty();
    Cell {
        name: column.name.clone(),
        field: names::column_ident(&column.name),
        constant: names::const_ident(&column.name),
        index,
        ty: column.ty,
        nullable: !column.not_null,
        read: column.used,
        docs: words::source_type(column),
        reading: Reading {
            header: column.from.clone(),
            stored,
            nulls: (!is_default).then(|| column.nulls.clone()),
            quoted_nulls: column.quoted_nulls,
            trim: (column.trim != Trim::None).then_some(column.trim),
            format: column.format.clone(),
            decimal_mark: (column.decimal_mark != b'.').then_some(column.decimal_mark),
            booleans: column.booleans.clone(),
            timezone: has_zone.then(|| source.timezone.clone()),
        },
    }
}

fn target_cell(index: usize, column: &TargetColumn) -> Cell {
    Cell {
        name: column.name.clone(),
        field: names::column_ident(&column.name),
        constant: names::const_ident(&column.name),
        index,
        ty: column.ty,
        nullable: !column.not_null,
        read: true,
        docs: format!(
            "{}; {}",
            words::target_type(column),
            words::change(column.change)
        ),
        reading: Reading {
            stored: true,
            ..Reading::default()
        },
    }
}
