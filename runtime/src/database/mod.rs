//! A session with a database: what ledger, hooks and shape checks need of one, whichever it is. Rows in bulk go other ways
//! (`source/`, `target/`), each in its database's own fast format.

mod open;
#[cfg(feature = "postgres")]
mod order;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "postgres")]
pub(crate) mod rights;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod value;

use std::ops::{Deref, DerefMut};

use crate::error::{Error, Kind, Result};
use crate::info::{Literal, SqlType};
use crate::value::ParamValue;
use crate::value::form::Form;

pub(crate) use value::{Record, Value, values};

/// One connection.
pub(crate) enum Database {
    /// A SQLite database file.
    #[cfg(feature = "sqlite")]
    Sqlite(rusqlite::Connection),
    /// A PostgreSQL server.
    #[cfg(feature = "postgres")]
    Postgres(Box<postgres::Session>),
}

/// Which SQL a database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite's.
    #[cfg(feature = "sqlite")]
    Sqlite,
    /// PostgreSQL's.
    #[cfg(feature = "postgres")]
    Postgres,
}

impl Dialect {
    /// A server, which knows schemas and sessions; else a file.
    pub(crate) fn is_server(self) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => false,
            #[cfg(feature = "postgres")]
            Dialect::Postgres => true,
        }
    }

    /// The longest name that it keeps as it is, in bytes; a server cuts what is longer, so that two names become one.
    pub(crate) fn longest_name(self) -> Option<usize> {
        self.is_server().then_some(63)
    }

    /// A constant of the spec, as this SQL writes it.
    pub(crate) fn literal(self, constant: &Literal) -> String {
        match constant {
            Literal::Null => "NULL".to_owned(),
            Literal::Boolean(value) if self.is_server() => value.to_string(),
            Literal::Boolean(value) => i64::from(*value).to_string(),
            Literal::Integer(value) => value.to_string(),
            Literal::Double(value) => format!("{value:?}"),
            Literal::Text(text) => literal(text),
        }
    }

    /// A param's value, as this SQL writes one of its type.
    pub(crate) fn param(self, value: &ParamValue, ty: SqlType) -> String {
        let plain = match value {
            ParamValue::Boolean(value) => self.literal(&Literal::Boolean(*value)),
            ParamValue::Integer(value) => value.to_string(),
            ParamValue::Double(value) if value.is_finite() => format!("{value:?}"),
            ParamValue::Bytea(bytes) if !self.is_server() => {
                return format!("x'{}'", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
            }
            other => literal(&other.as_text()),
        };
        if self.is_server() { format!("({plain})::{ty}") } else { plain }
    }

    /// The form in which rows wait for such a target.
    pub(crate) fn form(self) -> Form {
        match self {
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => Form::Cells,
            #[cfg(feature = "postgres")]
            Dialect::Postgres => Form::Copy,
        }
    }
}

/// What a database said, before it is told what was being done.
#[derive(Debug)]
pub(crate) enum Fault {
    #[cfg(feature = "sqlite")]
    Sqlite(rusqlite::Error),
    #[cfg(feature = "postgres")]
    Postgres(tokio_postgres::Error),
    /// A value that is not of the type that it is read as.
    Value(String),
    /// There is no such row.
    NoRow,
}

#[cfg(feature = "sqlite")]
impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Sqlite(error)
    }
}

#[cfg(feature = "postgres")]
impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Fault {
        Fault::Postgres(error)
    }
}

/// A database's error, told as what was being done, and classed.
#[cold]
pub(crate) fn fault(fault: impl Into<Fault>, doing: impl Into<String>) -> Error {
    match fault.into() {
        #[cfg(feature = "sqlite")]
        Fault::Sqlite(error) => sqlite::fault(error, doing),
        #[cfg(feature = "postgres")]
        Fault::Postgres(error) => crate::postgres::fault(error, doing),
        Fault::Value(text) => Error::new(Kind::Failed, doing).because(std::io::Error::other(text)),
        Fault::NoRow => Error::new(Kind::Failed, doing).because(std::io::Error::other("there is no such row")),
    }
}

impl Database {
    /// Which SQL it speaks.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs one statement; places of values are `?1`, `?2` …. Returns the number of rows that it changed.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => {
                Ok(connection.prepare_cached(sql)?.execute(rusqlite::params_from_iter(values)).map(|rows| rows as u64)?)
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => session.execute(sql, values),
        }
    }

    /// Runs one statement again and again.
    pub(crate) fn execute_each<'v>(&mut self, sql: &str, rows: impl Iterator<Item = Vec<Value<'v>>>) -> Result<(), Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                for row in rows {
                    statement.execute(rusqlite::params_from_iter(&row))?;
                }
                Ok(())
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => session.execute_each(sql, rows),
        }
    }

    /// Runs statements without values.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => session.batch(sql),
        }
    }

    /// All rows of a query.
    pub(crate) fn query<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Record) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let width = statement.column_count();
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                let mut list = Vec::new();
                while let Some(row) = rows.next()? {
                    list.push(read(&sqlite::record(row, width)?)?);
                }
                Ok(list)
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => session.query(sql, values)?.iter().map(read).collect(),
        }
    }

    /// The one row of a query.
    pub(crate) fn query_row<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Record) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.query_optional(sql, values, read)?.ok_or(Fault::NoRow)
    }

    /// The first row of a query, if there is one.
    pub(crate) fn query_optional<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Record) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        Ok(self.query(sql, values, read)?.into_iter().next())
    }

    /// Whether there is a table, or a view, of this name.
    pub(crate) fn table_exists(&mut self, schema: &str, table: &str) -> Result<bool, Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => Ok(connection.table_exists(Some(schema), table)?),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => {
                let name = format!("{}.{}", identifier(schema), identifier(table));
                self.query_row("SELECT to_regclass(?1) IS NOT NULL", values![name], |row| row.get(0))
            }
        }
    }

    /// Whether a column of a table, view or subquery is ordered as the runtime orders values of the type: numbers and moments by value,
    /// text by its bytes in UTF-8.
    #[cfg_attr(not(feature = "postgres"), expect(unused_variables, reason = "SQLite's columns have no order of their own"))]
    pub(crate) fn orders_as(&mut self, from: &str, name: &str, ty: SqlType) -> Result<bool> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => {
                if matches!(ty, SqlType::Text | SqlType::Varchar(_)) {
                    sqlite::is_utf8(connection)
                } else {
                    Ok(true)
                }
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => {
                session.orders_as(from, name, ty).map_err(|error| fault(error, format!("cannot ask how the key column {name} is ordered")))
            }
        }
    }

    /// Whether an index serves the statement, as EXPLAIN says of the very statement.
    pub(crate) fn searches(&mut self, sql: &str) -> Result<bool> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => {
                let explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"));
                sqlite::searches(explain.map_err(|error| fault(error, "cannot explain the ranged statement"))?)
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => {
                session.searches(sql.trim().trim_end_matches(';')).map_err(|error| fault(error, "cannot explain the ranged statement"))
            }
        }
    }

    /// The server's process that serves this session; `None`: the database is a file. Nothing is prepared for it, so that a pooler can be told
    /// by what it does.
    pub(crate) fn server_process(&mut self) -> Result<Option<String>, Fault> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => Ok(None),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => session.ask("SELECT pg_backend_pid()")?.first().map(|row| row.get(0)).transpose(),
        }
    }

    /// Begins a transaction that may write.
    pub(crate) fn transaction(&mut self) -> Result<Transaction<'_>, Fault> {
        match self.dialect() {
            // The write lock is taken at once: a transaction that reads first and then writes could not wait for another's.
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => self.batch("BEGIN IMMEDIATE")?,
            #[cfg(feature = "postgres")]
            Dialect::Postgres => self.batch("BEGIN")?,
        }
        Ok(Transaction { database: self, open: true })
    }
}

/// A transaction; dropped without [`Transaction::commit`] it is rolled back.
pub(crate) struct Transaction<'d> {
    database: &'d mut Database,
    open: bool,
}

impl Transaction<'_> {
    pub(crate) fn commit(mut self) -> Result<(), Fault> {
        self.database.batch("COMMIT")?;
        self.open = false;
        Ok(())
    }
}

impl Deref for Transaction<'_> {
    type Target = Database;

    fn deref(&self) -> &Database {
        self.database
    }
}

impl DerefMut for Transaction<'_> {
    fn deref_mut(&mut self) -> &mut Database {
        self.database
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            // What fails here is a lost connection or a transaction that is gone already: rolled back either way.
            let _ = self.database.batch("ROLLBACK");
            // A staging table that was made in it is gone with it.
            #[cfg(feature = "postgres")]
            if let Database::Postgres(session) = &mut *self.database {
                session.has_stage = false;
            }
        }
    }
}

/// An identifier, quoted: the one place of the runtime that does it.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text literal, quoted: the one place of the runtime that does it. PostgreSQL reads it as written, for
/// `standard_conforming_strings` is on in our sessions.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
