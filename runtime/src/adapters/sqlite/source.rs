//! A table or query in a SQLite database as the source of a run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Statement};

use super::Sqlite;
use super::dialect::SqliteSql;
use super::place::SqliteFile;
use super::rows::{SpilledRows, StatementRows};
use super::session::{fault, open_reader, searches};
use crate::database::{Dialect, Session, identifier};
use crate::error::{Error, Result};
use crate::info::Column;
use crate::source::bounds::{Border, Bounds};
use crate::source::table::{TableSource, other_kind};
use crate::source::{
    Borders, Chunk, Cutting, Finding, ReadRows, Source, SourceAdapter, SourceReader, SourceRows,
};
use crate::value::ParamValue;

struct SqliteSource {
    path: PathBuf,
    table: Arc<TableSource>,
}

/// A connection that sees the state of the database in which it began to read.
pub(crate) struct SqliteReader {
    connection: Connection,
    table: Arc<TableSource>,
}

impl SourceAdapter for Sqlite {
    type Reader = SqliteReader;

    fn find(finding: Finding<'_>) -> Result<(Box<dyn Source>, Vec<String>)> {
        let file: &SqliteFile = finding
            .connection
            .of()
            .ok_or_else(|| other_kind(&finding))?;
        // It binds params by name.
        let table = TableSource::new(&finding, file, |query, _, _| Ok(query.to_owned()))?;
        Ok((
            Box::new(SqliteSource {
                path: file.path.clone(),
                table: Arc::new(table),
            }),
            Vec::new(),
        ))
    }
}

impl Source for SqliteSource {
    fn fingerprint(&self) -> Result<String> {
        Ok(self.table.fingerprint())
    }

    fn may_move(&self) -> bool {
        true
    }

    fn readers(&self, wanted: usize) -> Result<Vec<Box<dyn SourceReader>>> {
        let reader = |connection| {
            Box::new(SqliteReader {
                connection,
                table: Arc::clone(&self.table),
            }) as Box<dyn SourceReader>
        };
        Ok(connections(&self.path, wanted)?
            .into_iter()
            .map(reader)
            .collect())
    }
}

impl SourceReader for SqliteReader {
    fn differences(&mut self) -> Result<Vec<String>> {
        let statement = self.prepare(&format!("SELECT * FROM {}", self.table.from))?;
        let found: Vec<&str> = statement.column_names().collect();
        let is_missing = |column: &&Column| {
            !found
                .iter()
                .any(|found| found.eq_ignore_ascii_case(column.header))
        };
        Ok(self
            .table
            .columns
            .iter()
            .filter(is_missing)
            .map(|column| format!("column `{}` is missing", column.header))
            .collect())
    }

    fn cut(&mut self, keyed: bool, _: u64) -> Result<Cutting> {
        let rows = self.count()?;
        if keyed && holds_writers_off(&self.connection)? {
            let why = "the source's database is not in WAL mode: it is read in one pass, for its \
                       application cannot write meanwhile";
            return Ok(Cutting::OnePass { rows, why });
        }
        Ok(Cutting::ByKey { rows })
    }

    fn dialect(&self) -> Option<Dialect> {
        Some(&SqliteSql)
    }

    fn serves(&mut self, range: &Bounds) -> Result<bool> {
        let predicate = range.predicate(&self.table.names, &SqliteSql);
        searches(self.prepare(&format!(
            "EXPLAIN QUERY PLAN {}",
            self.table.sql(&predicate)
        ))?)
    }

    fn orders_as(&mut self, column: &Column) -> Result<bool> {
        self.connection
            .orders_as(&self.table.from, column.header, column.ty)
    }

    /// One walk along the index.
    fn borders(&mut self, like: &[Border], size: u64, _: u64) -> Result<Borders> {
        let reading = |error| fault(error, "cannot plan the key ranges");
        let list: Vec<String> = self
            .table
            .names
            .iter()
            .map(|name| identifier(name))
            .collect();
        let not_null: Vec<String> = list
            .iter()
            .map(|name| format!("{name} IS NOT NULL"))
            .collect();
        let order: Vec<String> = list
            .iter()
            .map(|name| format!("{name} COLLATE BINARY"))
            .collect();
        let (list, not_null, order) = (list.join(", "), not_null.join(" AND "), order.join(", "));
        let sql = format!(
            "SELECT {list} FROM {} WHERE {not_null} ORDER BY {order}",
            self.table.from
        );
        let mut statement = self.prepare(&sql)?;
        let mut keys = statement.raw_query();
        let mut borders = Borders::default();
        let mut last: Option<Vec<Border>> = None;
        while let Some(row) = keys.next().map_err(reading)? {
            if borders.rest >= size {
                // A border is a key that differs from the one before it, so that equal keys stay
                // together.
                let key = key_of(row, like).map_err(reading)?;
                if let Some(key) = key.filter(|key| last.as_ref() != Some(key)) {
                    borders.ends.push((key, borders.rest));
                    borders.rest = 0;
                    last = None;
                }
            }
            borders.rest += 1;
            if borders.rest >= size && last.is_none() {
                last = key_of(row, like).map_err(reading)?;
            }
        }
        Ok(borders)
    }

    /// Where the database has no write-ahead log. What is read later is its state of then.
    fn let_go(&mut self) -> Result<()> {
        if self.connection.is_autocommit() || !holds_writers_off(&self.connection)? {
            return Ok(());
        }
        self.connection
            .execute_batch("COMMIT")
            .map_err(|error| fault(error, "cannot end the transaction that read the source"))
    }
}

impl SourceRows for SqliteReader {
    fn rows<V: ReadRows>(&mut self, chunk: Chunk<'_>, read: V) -> Result<()> {
        let columns = self.table.columns;
        match chunk {
            Chunk::Spilled(records) => read.read(&mut SpilledRows::new(records, columns)),
            Chunk::Bounds(bounds) => {
                let predicate = bounds.predicate(&self.table.names, &SqliteSql);
                let mut statement = self.prepare(&self.table.sql(&predicate))?;
                read.read(&mut StatementRows::new(statement.raw_query(), columns))
            }
            Chunk::Opened(_) => Err(Error::failed(
                "a chunk of a table was opened as a file's: a defect of Loadwright",
            )),
        }
    }
}

impl SqliteReader {
    /// Prepares a statement and binds the params that it names.
    fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        let failed = |error| {
            fault(
                error,
                format!("cannot read the source {}", self.table.name()),
            )
        };
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        for (name, value) in &self.table.params {
            if let Some(index) = statement
                .parameter_index(&format!(":{name}"))
                .map_err(failed)?
            {
                statement
                    .raw_bind_parameter(index, bound(value))
                    .map_err(failed)?;
            }
        }
        let known = |name: &str| {
            self.table
                .params
                .iter()
                .any(|(known, _)| name.strip_prefix(':') == Some(known))
        };
        if let Some(name) = unknown_param(&statement, known) {
            return Err(Error::usage(format!(
                "the query uses {name}, which is no param of the job"
            ))
            .help(NO_PARAM));
        }
        Ok(statement)
    }

    fn count(&self) -> Result<u64> {
        let mut statement = self.prepare(&format!("SELECT count(*) FROM {}", self.table.from))?;
        let mut rows = statement.raw_query();
        let counting = |error| fault(error, "cannot count the source's rows");
        rows.next()
            .map_err(counting)?
            .map_or(Ok(0), |row| row.get(0).map_err(counting))
    }
}

fn key_of(row: &rusqlite::Row<'_>, like: &[Border]) -> rusqlite::Result<Option<Vec<Border>>> {
    like.iter()
        .enumerate()
        .map(|(index, like)| Ok(border(row.get_ref(index)?, like)))
        .collect()
}

/// A border of the class that the key's type has. A key of another class is rejected when it is
/// read, and makes none: the target, whose columns have types, would not order it as an untyped
/// column of the source does.
fn border(value: ValueRef<'_>, like: &Border) -> Option<Border> {
    match (value, like) {
        (ValueRef::Integer(value), Border::Integer(_)) => Some(Border::Integer(value)),
        (ValueRef::Text(bytes), Border::Text(_)) => std::str::from_utf8(bytes)
            .ok()
            .filter(|text| !text.contains('\0'))
            .map(|text| Border::Text(text.to_owned())),
        _ => None,
    }
}

/// Connections that all see one state of the database: they begin to read while the planner holds
/// its write lock. Where the lock cannot be had because the database is read-only for this user,
/// one connection is all that can be promised.
fn connections(path: &Path, wanted: usize) -> Result<Vec<Connection>> {
    let lock = if wanted > 1 { write_lock(path)? } else { None };
    let count = if lock.is_some() { wanted } else { 1 };
    let readers = (0..count)
        .map(|_| reader(path))
        .collect::<Result<Vec<_>>>()?;
    drop(lock);
    Ok(readers)
}

/// Without a write-ahead log no one can commit while someone reads.
fn holds_writers_off(reader: &Connection) -> Result<bool> {
    let mode: String = reader
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(|error| fault(error, "cannot ask for the source's journal mode"))?;
    Ok(!mode.eq_ignore_ascii_case("wal"))
}

fn reader(path: &Path) -> Result<Connection> {
    let reader = open_reader(path)?;
    let begin = || -> rusqlite::Result<()> {
        reader.execute_batch("BEGIN DEFERRED")?;
        reader
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
                row.get::<_, i64>(0)
            })
            .map(drop)
    };
    begin().map_err(|error| fault(error, "cannot begin to read the source"))?;
    Ok(reader)
}

/// Holds the source still. `None`: it is read-only for this user.
fn write_lock(path: &Path) -> Result<Option<Connection>> {
    if std::fs::OpenOptions::new().write(true).open(path).is_err() {
        return Ok(None);
    }
    let flags =
        rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let lock = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        Ok(connection)
    };
    match lock() {
        Ok(connection) => Ok(Some(connection)),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ReadOnly) => Ok(None),
        Err(error) => Err(fault(
            error,
            "cannot hold the source still while its readers begin",
        )),
    }
}

/// What to write instead of one.
pub(super) const NO_PARAM: &str = "SQLite takes `?`, `@name`, `$name` and `#name` for values to \
                                   bind, which nothing gives: write `:name` for a param";

/// The first place of a statement that is no param of the job: SQLite would read it as NULL.
pub(super) fn unknown_param(
    statement: &Statement<'_>,
    known: impl Fn(&str) -> bool,
) -> Option<String> {
    let name = |index| statement.parameter_name(index).unwrap_or("?");
    (1..=statement.parameter_count())
        .map(name)
        .find(|name| !known(name))
        .map(str::to_owned)
}

/// A param as SQLite compares it: as a column of its type would be stored.
pub(crate) fn bound(value: &ParamValue) -> rusqlite::types::Value {
    match value {
        ParamValue::Boolean(value) => i64::from(*value).into(),
        ParamValue::Integer(value) => (*value).into(),
        ParamValue::Double(value) => (*value).into(),
        ParamValue::Bytea(bytes) => bytes.clone().into(),
        other => other.as_text().into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_nothing_binds_is_told_and_text_is_text() {
        let connection = Connection::open_in_memory().unwrap();
        let unknown =
            |sql: &str| unknown_param(&connection.prepare(sql).unwrap(), |name| name == ":known");
        for (sql, expected) in [
            (
                "SELECT :known, 'what? :no ?1', \"VIP?\" /* ? @no */ FROM (SELECT 1 AS \"VIP?\") \
                 -- ? $no",
                None,
            ),
            ("SELECT ?", Some("?")),
            ("SELECT ?1", Some("?1")),
            ("SELECT :known, @other", Some("@other")),
            ("SELECT $other", Some("$other")),
            ("SELECT :other", Some(":other")),
        ] {
            assert_eq!(unknown(sql).as_deref(), expected, "{sql}");
        }
    }
}
