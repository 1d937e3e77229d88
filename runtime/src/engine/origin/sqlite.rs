//! A table or query in a SQLite database.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection as Sqlite, Statement};

use super::{Borders, TableOrigin};
use crate::database::sqlite::{fault, open_reader, searches};
use crate::database::{Database, identifier};
use crate::engine::bounds::Border;
use crate::error::{Error, Result};
use crate::info::Column;
use crate::program::Input;
use crate::source::sqlite::StatementRows;
use crate::value::ParamValue;

impl TableOrigin {
    /// Prepares a statement and binds the params that it names.
    fn prepare<'c>(&self, connection: &'c Sqlite, sql: &str) -> Result<Statement<'c>> {
        let failed = |error| fault(error, format!("cannot read the source {}", self.name()));
        let mut statement = connection.prepare(sql).map_err(failed)?;
        for (name, value) in &self.params {
            if let Some(index) = statement.parameter_index(&format!(":{name}")).map_err(failed)? {
                statement.raw_bind_parameter(index, bound(value)).map_err(failed)?;
            }
        }
        let known = |name: &str| self.params.iter().any(|(known, _)| name.strip_prefix(':') == Some(known));
        if let Some(name) = unknown_param(&statement, known) {
            return Err(Error::usage(format!("the query uses {name}, which is no param of the job")).help(NO_PARAM));
        }
        Ok(statement)
    }

    pub(super) fn sqlite_differences(&self, connection: &Sqlite, columns: &'static [Column]) -> Result<Vec<String>> {
        let statement = self.prepare(connection, &format!("SELECT * FROM {}", self.from))?;
        let found: Vec<&str> = statement.column_names().collect();
        let is_missing = |column: &&Column| !found.iter().any(|found| found.eq_ignore_ascii_case(column.header));
        Ok(columns.iter().filter(is_missing).map(|column| format!("column `{}` is missing", column.header)).collect())
    }

    pub(super) fn sqlite_count(&self, connection: &Sqlite) -> Result<u64> {
        let mut statement = self.prepare(connection, &format!("SELECT count(*) FROM {}", self.from))?;
        let mut rows = statement.raw_query();
        let counting = |error| fault(error, "cannot count the source's rows");
        rows.next().map_err(counting)?.map_or(Ok(0), |row| row.get(0).map_err(counting))
    }

    pub(super) fn sqlite_serves(&self, connection: &Sqlite, predicate: &str) -> Result<bool> {
        searches(self.prepare(connection, &format!("EXPLAIN QUERY PLAN {}", self.sql(predicate)))?)
    }

    pub(super) fn sqlite_rows(
        &self,
        connection: &Sqlite,
        predicate: &str,
        columns: &'static [Column],
        take: impl FnOnce(Input<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.prepare(connection, &self.sql(predicate))?;
        take(Input::Statement(StatementRows::new(statement.raw_query(), columns)))
    }

    /// One walk along the index.
    pub(super) fn sqlite_borders(&self, connection: &Sqlite, names: &[&str], like: &[Border], size: u64) -> Result<Borders> {
        let reading = |error| fault(error, "cannot plan the key ranges");
        let list: Vec<String> = names.iter().map(|name| identifier(name)).collect();
        let not_null: Vec<String> = list.iter().map(|name| format!("{name} IS NOT NULL")).collect();
        let order: Vec<String> = list.iter().map(|name| format!("{name} COLLATE BINARY")).collect();
        let (list, not_null, order) = (list.join(", "), not_null.join(" AND "), order.join(", "));
        let sql = format!("SELECT {list} FROM {} WHERE {not_null} ORDER BY {order}", self.from);
        let mut statement = self.prepare(connection, &sql)?;
        let mut keys = statement.raw_query();
        let mut borders = Borders::default();
        let mut last: Option<Vec<Border>> = None;
        while let Some(row) = keys.next().map_err(reading)? {
            if borders.rest >= size {
                // A border is a key that differs from the one before it, so that equal keys stay together.
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
}

fn key_of(row: &rusqlite::Row<'_>, like: &[Border]) -> rusqlite::Result<Option<Vec<Border>>> {
    like.iter().enumerate().map(|(index, like)| Ok(border(row.get_ref(index)?, like))).collect()
}

/// A border of the class that the key's type has. A key of another class is rejected when it is read, and makes none: the target,
/// whose columns have types, would not order it as an untyped column of the source does.
fn border(value: ValueRef<'_>, like: &Border) -> Option<Border> {
    match (value, like) {
        (ValueRef::Integer(value), Border::Integer(_)) => Some(Border::Integer(value)),
        (ValueRef::Text(bytes), Border::Text(_)) => {
            std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).map(|text| Border::Text(text.to_owned()))
        }
        _ => None,
    }
}

/// Connections that all see one state of the database: they begin to read while the planner holds its write lock. Where the lock cannot
/// be had because the database is read-only for this user, one connection is all that can be promised.
pub(super) fn readers(path: &Path, wanted: usize) -> Result<Vec<Database>> {
    let lock = if wanted > 1 { write_lock(path)? } else { None };
    let count = if lock.is_some() { wanted } else { 1 };
    let readers = (0..count).map(|_| reader(path).map(Database::Sqlite)).collect::<Result<Vec<_>>>()?;
    drop(lock);
    Ok(readers)
}

/// Without a write-ahead log no one can commit while someone reads.
pub(super) fn holds_writers_off(reader: &Sqlite) -> Result<bool> {
    let mode: String = reader
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(|error| fault(error, "cannot ask for the source's journal mode"))?;
    Ok(!mode.eq_ignore_ascii_case("wal"))
}

/// Ends the reader's transaction, if its database has no write-ahead log. What is read later is the database's state of then.
pub(super) fn let_go(reader: &Sqlite) -> Result<()> {
    if reader.is_autocommit() || !holds_writers_off(reader)? {
        return Ok(());
    }
    reader.execute_batch("COMMIT").map_err(|error| fault(error, "cannot end the transaction that read the source"))
}

fn reader(path: &Path) -> Result<Sqlite> {
    let reader = open_reader(path)?;
    let begin = || -> rusqlite::Result<()> {
        reader.execute_batch("BEGIN DEFERRED")?;
        reader.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).map(drop)
    };
    begin().map_err(|error| fault(error, "cannot begin to read the source"))?;
    Ok(reader)
}

/// Holds the source still. `None`: it is read-only for this user.
fn write_lock(path: &Path) -> Result<Option<Sqlite>> {
    if std::fs::OpenOptions::new().write(true).open(path).is_err() {
        return Ok(None);
    }
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let lock = || -> rusqlite::Result<Sqlite> {
        let connection = Sqlite::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        Ok(connection)
    };
    match lock() {
        Ok(connection) => Ok(Some(connection)),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ReadOnly) => Ok(None),
        Err(error) => Err(fault(error, "cannot hold the source still while its readers begin")),
    }
}

/// What to write instead of one.
pub(crate) const NO_PARAM: &str =
    "SQLite takes `?`, `@name`, `$name` and `#name` for values to bind, which nothing gives: write `:name` for a param";

/// The first place of a statement that is no param of the job: SQLite would read it as NULL.
pub(crate) fn unknown_param(statement: &Statement<'_>, known: impl Fn(&str) -> bool) -> Option<String> {
    let name = |index| statement.parameter_name(index).unwrap_or("?");
    (1..=statement.parameter_count()).map(name).find(|name| !known(name)).map(str::to_owned)
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
        let connection = Sqlite::open_in_memory().unwrap();
        let unknown = |sql: &str| unknown_param(&connection.prepare(sql).unwrap(), |name| name == ":known");
        for (sql, expected) in [
            ("SELECT :known, 'what? :no ?1', \"VIP?\" /* ? @no */ FROM (SELECT 1 AS \"VIP?\") -- ? $no", None),
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
