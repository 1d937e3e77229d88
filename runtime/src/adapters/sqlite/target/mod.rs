//! Writing into SQLite: prepared statements about single rows, in one transaction a chunk.

mod apply;
mod close;
mod insert;
mod shape;
pub(crate) mod slice;

use std::ops::Deref;
use std::sync::OnceLock;

use super::rows::StatementRow;
use crate::database::{Database, identifier};
use crate::diff::Diff;
use crate::diff::changes::ChangeSet;
use crate::diff::limits::Fit;
use crate::diff::slots::Arena;
use crate::error::Result;
use crate::info::SqlType;
use crate::ledger::Ledger;
use crate::target::slice::{SLICE_FLAGS, SliceReader};
use crate::target::table::{Found, Index, Named, Table, Unique};
use crate::target::{Step, Target, Writer};
use crate::value::cell::Cells;
use crate::value::written::{cell_text, cells_of};
use loadwright_types::pieces::pieces;

/// A table of SQLite's: each key is looked up and written by statements of its own, prepared once.
#[derive(Debug, Default)]
pub(crate) struct SqliteTable {
    texts: OnceLock<Texts>,
}

impl SqliteTable {
    fn writer<'w>(&'w self, writer: &'w Writer<'w>) -> Each<'w> {
        Each {
            writer,
            texts: self.texts.get_or_init(|| Texts::of(writer.target)),
        }
    }
}

/// What writes a chunk's changes one by one.
pub(super) struct Each<'w> {
    writer: &'w Writer<'w>,
    texts: &'w Texts,
}

impl<'w> Deref for Each<'w> {
    type Target = Writer<'w>;

    fn deref(&self) -> &Writer<'w> {
        self.writer
    }
}

impl Table for SqliteTable {
    fn columns(&self, target: &Target, database: &mut Database) -> Result<Vec<Found>> {
        shape::columns(target, database)
    }

    fn difference(&self, column: &Found, wanted: Option<SqlType>) -> Option<String> {
        shape::class_difference(column, wanted)
    }

    fn fit(&self, column: &Found, wanted: SqlType) -> Option<Fit> {
        (column.strict && matches!(wanted, SqlType::Real | SqlType::Double)).then_some(Fit::NotNan)
    }

    /// An integer primary key is the row's number.
    fn fills(&self, column: &Found) -> bool {
        column.primary_key && shape::is_integer(column)
    }

    fn unfit(
        &self,
        target: &Target,
        database: &mut Database,
        _: &[Found],
        _: &[&str],
    ) -> Result<Vec<String>> {
        let unfit = shape::unfit_relation(target, database)?;
        Ok(unfit.into_iter().collect())
    }

    /// What is no table has no collations to tell.
    fn foreign_collation(
        &self,
        target: &Target,
        database: &mut Database,
        column: &str,
    ) -> Result<Option<String>> {
        if shape::unfit_relation(target, database)?.is_some() {
            return Ok(None);
        }
        shape::foreign_collation(target, database.of()?, column)
    }

    fn uniques(&self, target: &Target, database: &mut Database) -> Result<Vec<Unique>> {
        shape::uniques(target, database)
    }

    fn indexes(&self, target: &Target, database: &mut Database) -> Result<Vec<Index>> {
        shape::indexes(target, database)
    }

    fn named(&self, target: &Target, database: &mut Database, name: &str) -> Result<Option<Named>> {
        shape::named(target, database, name)
    }

    fn look_up(
        &self,
        slices: &SliceReader<'_>,
        _: &Writer<'_>,
        database: &mut Database,
        diff: &mut Diff<'_>,
    ) -> Result<()> {
        slice::look_up(slices, database, diff)
    }

    fn current_row(
        &self,
        target: &Target,
        database: &mut Database,
        new: &[u8],
    ) -> Option<Vec<String>> {
        let connection: &mut rusqlite::Connection = database.of().ok()?;
        let info = target.info;
        let new = cells_of(new).ok()?;
        let is_key: Vec<String> = info
            .key
            .iter()
            .map(|place| format!("{} = ?", identifier(info.columns[*place].name)))
            .collect();
        let sql = target.sql_where(|statements| statements.read_current, &is_key.join(" AND "));
        let mut statement = connection.prepare_cached(&sql).ok()?;
        let mut rows = statement
            .query(rusqlite::params_from_iter(
                info.key.iter().map(|place| new[*place]),
            ))
            .ok()?;
        let row = StatementRow::new(rows.next().ok()??);
        let first = info.key.len() + SLICE_FLAGS;
        (0..info.columns.len())
            .map(|place| row.cell(first + place).ok().map(|cell| cell_text(&cell)))
            .collect()
    }

    fn apply(
        &self,
        writer: &Writer<'_>,
        database: &mut Database,
        arena: &Arena,
        changes: &ChangeSet,
        steps: &[Step],
    ) -> Result<()> {
        self.writer(writer)
            .apply(database.of()?, arena, changes, steps)
    }

    fn close_missing(
        &self,
        writer: &Writer<'_>,
        ledger: &Ledger,
        database: &mut Database,
    ) -> Result<u64> {
        self.writer(writer).close_missing(ledger, database.of()?)
    }
}

/// The statements about single rows, with their names put in.
#[derive(Debug, Default)]
struct Texts {
    insert: String,
    /// As `insert`, for [`INSERT_ROWS`] rows.
    insert_many: String,
    insert_deleted: String,
    close: String,
    update_current: String,
    update_version: String,
    overwrite_current: String,
    rehash: String,
    delete: String,
    flag: String,
    unflag: String,
    read_versions: String,
    check_key: String,
}

impl Texts {
    fn of(target: &Target) -> Texts {
        Texts {
            insert: target.sql(|statements| statements.insert),
            insert_many: repeated(&target.sql(|statements| statements.insert), INSERT_ROWS),
            insert_deleted: target.sql(|statements| statements.insert_deleted),
            close: target.sql(|statements| statements.close),
            update_current: target.sql(|statements| statements.update_current),
            update_version: target.sql(|statements| statements.update_version),
            overwrite_current: target.sql(|statements| statements.overwrite_current),
            rehash: target.sql(|statements| statements.rehash),
            delete: target.sql(|statements| statements.delete),
            flag: target.sql(|statements| statements.flag),
            unflag: target.sql(|statements| statements.unflag),
            read_versions: target.sql(|statements| statements.read_versions),
            check_key: target.sql(|statements| statements.check_key),
        }
    }
}

/// Rows that one statement inserts: what SQLite does once a statement is shared by so many.
const INSERT_ROWS: usize = 16;

/// An `INSERT … VALUES (…)` for several rows.
fn repeated(insert: &str, rows: usize) -> String {
    let insert = insert.trim_end().trim_end_matches(';');
    let ends = pieces(insert).scan(0, |end, (_, text)| {
        *end += text.len();
        Some((text, *end))
    });
    let Some((_, row)) = ends.filter(|(text, _)| *text == "VALUES").last() else {
        return insert.to_owned();
    };
    format!("{}{}", &insert[..row], vec![&insert[row..]; rows].join(","))
}
