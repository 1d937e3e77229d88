//! A session with a SQLite database: opened, its statements run, its transient faults told from
//! others.

use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Batch, Connection, ErrorCode, OpenFlags};

use super::dialect::SqliteSql;
use super::source::{NO_PARAM, bound, unknown_param};
use crate::database::{
    self, DatabaseError, Dialect, Fault, Record, Session, Value, identifier, user_fault,
};
use crate::error::{Error, Kind, Result};
use crate::info::{Param, SqlType};
use crate::value::ParamValue;

impl Session for Connection {
    fn dialect(&self) -> Dialect {
        &SqliteSql
    }

    fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault> {
        Ok(self
            .prepare_cached(sql)?
            .execute(rusqlite::params_from_iter(values))
            .map(|rows| rows as u64)?)
    }

    fn execute_each(
        &mut self,
        sql: &str,
        rows: &mut dyn Iterator<Item = Vec<Value<'_>>>,
    ) -> Result<(), Fault> {
        let mut statement = self.prepare_cached(sql)?;
        for row in rows {
            statement.execute(rusqlite::params_from_iter(&row))?;
        }
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        Ok(self.execute_batch(sql)?)
    }

    fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Record) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut statement = self.prepare_cached(sql)?;
        let width = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            take(&record(row, width)?)?;
        }
        Ok(())
    }

    fn execute_user_sql(
        &mut self,
        sql: &str,
        params: &[Param],
        values: &[ParamValue],
    ) -> Result<()> {
        let mut batch = Batch::new(self, sql);
        while let Some(mut statement) = FallibleIterator::next(&mut batch).map_err(user_fault)? {
            for (param, value) in params.iter().zip(values) {
                if let Some(index) = statement
                    .parameter_index(&format!(":{}", param.name))
                    .map_err(user_fault)?
                {
                    statement
                        .raw_bind_parameter(index, bound(value))
                        .map_err(user_fault)?;
                }
            }
            let known = |name: &str| {
                params
                    .iter()
                    .any(|param| name.strip_prefix(':') == Some(param.name))
            };
            if let Some(name) = unknown_param(&statement, known) {
                return Err(Error::usage(format!(
                    "a hook uses {name}, which is no param of the job"
                ))
                .help(NO_PARAM));
            }
            let mut rows = statement.raw_query();
            while rows.next().map_err(user_fault)?.is_some() {}
        }
        Ok(())
    }

    /// The write lock is taken at once: a transaction that reads first and then writes could not
    /// wait for another's.
    fn begin(&mut self) -> Result<(), Fault> {
        self.batch("BEGIN IMMEDIATE")?;
        // Over some errors (a full disk, RAISE(ROLLBACK)) SQLite rolls the transaction back by
        // itself, and each statement behind it would commit alone. Nothing commits but `commit`.
        Ok(self.commit_hook(Some(|| true))?)
    }

    fn commit(&mut self) -> Result<(), Fault> {
        if self.is_autocommit() {
            let what = "SQLite has rolled the transaction back, over an error before this";
            return Err(Fault::Value(what.to_owned()));
        }
        self.commit_hook(None::<fn() -> bool>)?;
        self.batch("COMMIT")
    }

    fn roll_back(&mut self) -> Result<(), Fault> {
        self.commit_hook(None::<fn() -> bool>)?;
        if self.is_autocommit() {
            return Ok(());
        }
        self.batch("ROLLBACK")
    }

    fn table_exists(&mut self, schema: &str, table: &str) -> Result<bool, Fault> {
        if Connection::table_exists(self, Some(schema), table)? {
            return Ok(true);
        }
        // What SQLite asks there is about tables alone.
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {}.sqlite_schema WHERE type = 'view' AND name = ?1 \
             COLLATE NOCASE)",
            identifier(schema)
        );
        Ok(self.query_row(&sql, [table], |row| row.get(0))?)
    }

    /// Columns have no order of their own; text has the encoding's.
    fn orders_as(&mut self, _: &str, _: &str, ty: SqlType) -> Result<bool> {
        if matches!(ty, SqlType::Text | SqlType::Varchar(_)) {
            is_utf8(self)
        } else {
            Ok(true)
        }
    }

    fn searches(&mut self, sql: &str) -> Result<bool> {
        let explain = self.prepare(&format!("EXPLAIN QUERY PLAN {sql}"));
        searches(explain.map_err(|error| fault(error, "cannot explain the ranged statement"))?)
    }

    fn be_durable(&mut self) -> Result<()> {
        self.pragma_update(None, "synchronous", "FULL")
            .map_err(|error| fault(error, "cannot make the database's commits durable"))
    }

    fn be_patient(&mut self, patient: bool) -> Result<()> {
        let handler = if patient {
            wait_patiently
        } else {
            wait_briefly
        };
        self.busy_handler(Some(handler))
            .map_err(|error| fault(error, "cannot set how long to wait for a lock"))
    }
}

/// How long a statement waits for another process's lock before the fault counts as transient and
/// the chunk is tried again.
const BUSY_WAIT: Duration = Duration::from_secs(2);

/// Opens a database for reading only. Parallel readers see each their own snapshot.
pub(crate) fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    connection
        .busy_timeout(BUSY_WAIT)
        .map_err(|error| opening(path, error))?;
    Ok(connection)
}

/// Opens a database that is there to try something in it: it keeps its journal, and whoever writes
/// to it now is not waited for long.
pub(crate) fn open_changer(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    connection
        .busy_timeout(BUSY_WAIT)
        .map_err(|error| opening(path, error))?;
    Ok(connection)
}

/// Opens a database for writing, creating it where it is missing: write-ahead log, so that readers
/// and the one writer do not wait for each other; synchronous NORMAL, so that a commit survives a
/// killed process (the closing transaction asks for FULL, which makes the whole run survive a power
/// cut).
pub(crate) fn open_writer(path: &Path) -> Result<Connection> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| {
            Error::failed(format!("cannot create the folder of {}", path.display())).because(error)
        })?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection =
        Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    let mut prepare = || -> rusqlite::Result<()> {
        connection.busy_handler(Some(wait_briefly))?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "cache_size", -32_000)?;
        connection.pragma_update(None, "temp_store", "FILE")
    };
    prepare()
        .and_then(|()| use_wal(&connection))
        .map_err(|error| opening(path, error))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Switches the database to the write-ahead log, where it is not. For that SQLite wants it for
/// itself, and gives up at once where someone else has it open: two first runs at once, or anyone
/// who reads. So it is tried until that is over.
fn use_wal(connection: &Connection) -> rusqlite::Result<()> {
    let until = Instant::now() + PATIENT_WAIT;
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())) {
            Err(error) if is_busy(&error) && Instant::now() < until => {
                std::thread::sleep(BUSY_LOOK)
            }
            switched => return switched,
        }
    }
}

/// Someone else has the database.
fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::FileLockingProtocolFailed
        )
    )
}

/// Between two looks whether another process let go of its lock. SQLite's own wait backs off to a
/// tenth of a second, and so misses the short pauses that a busy loader makes.
const BUSY_LOOK: Duration = Duration::from_millis(1);

/// How long a request waits that is made once, by a person.
const PATIENT_WAIT: Duration = Duration::from_secs(30);

fn wait_briefly(looks: i32) -> bool {
    look_again(looks, BUSY_WAIT)
}

/// SQLite's busy handler for a request that is made once.
pub(crate) fn wait_patiently(looks: i32) -> bool {
    look_again(looks, PATIENT_WAIT)
}

thread_local! {
    /// When this thread's present wait began: a sleep may take longer than it was asked to.
    static WAITING_SINCE: Cell<Instant> = Cell::new(Instant::now());
}

fn look_again(looks: i32, limit: Duration) -> bool {
    if looks == 0 {
        WAITING_SINCE.set(Instant::now());
    }
    std::thread::sleep(BUSY_LOOK);
    WAITING_SINCE.get().elapsed() < limit
}

fn opening(path: &Path, error: rusqlite::Error) -> Error {
    fault(
        error,
        format!("cannot open the SQLite database {}", path.display()),
    )
}

/// An error of SQLite, told as what was being done, and classed.
pub(crate) fn fault(error: rusqlite::Error, doing: impl Into<String>) -> Error {
    database::fault(error, doing)
}

impl DatabaseError for rusqlite::Error {
    #[cold]
    fn told(self: Box<Self>, doing: String) -> Error {
        classed(*self, doing)
    }
}

fn classed(error: rusqlite::Error, doing: String) -> Error {
    let code = error.sqlite_error_code();
    let kind = match code {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::SchemaChanged
            | ErrorCode::FileLockingProtocolFailed,
        ) => Kind::Transient,
        _ => Kind::Failed,
    };
    let help = match code {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Some("another process holds the database's write lock")
        }
        Some(ErrorCode::DiskFull) => {
            Some("free some space, then run again: committed chunks are kept")
        }
        Some(ErrorCode::ReadOnly) => {
            Some("the database file or its folder is not writable for this user")
        }
        Some(ErrorCode::CannotOpen) => {
            Some("does the file exist, and may this user read it and its folder?")
        }
        Some(ErrorCode::NotADatabase) => Some("the file is no SQLite database"),
        _ => None,
    };
    let fault = Error::new(kind, doing).because(error);
    match help {
        Some(help) => fault.help(help),
        None => fault,
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(value) => ValueRef::Integer(*value),
            Value::Real(value) => ValueRef::Real(*value),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A row of so many columns, taken out of its statement.
fn record(row: &rusqlite::Row<'_>, width: usize) -> Result<Record, Fault> {
    let value = |index| -> Result<Value<'static>, Fault> {
        Ok(match row.get_ref(index)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(value) => Value::Integer(value),
            ValueRef::Real(value) => Value::Real(value),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned().into()),
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec().into()),
        })
    };
    Ok(Record((0..width).map(value).collect::<Result<_, _>>()?))
}

/// Whether SQLite answers the statement by searching an index, as EXPLAIN says of the very
/// statement.
pub(crate) fn searches(mut statement: rusqlite::Statement<'_>) -> Result<bool> {
    let explaining = |error| fault(error, "cannot explain the ranged statement");
    let mut rows = statement.raw_query();
    let mut searched = false;
    while let Some(row) = rows.next().map_err(explaining)? {
        let detail: String = row.get(3).map_err(explaining)?;
        if detail.starts_with("SCAN") {
            return Ok(false);
        }
        searched |= detail.starts_with("SEARCH");
    }
    Ok(searched)
}

/// Text compares by its bytes as they are stored: in UTF-16 they are ordered otherwise than in
/// UTF-8.
fn is_utf8(connection: &Connection) -> Result<bool> {
    let encoding: String = connection
        .pragma_query_value(None, "encoding", |row| row.get(0))
        .map_err(|error| fault(error, "cannot ask for the database's encoding"))?;
    Ok(encoding == "UTF-8")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_new_database_is_opened_by_several_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for trial in 0..200 {
            let path = folder.path().join(format!("{trial}.db"));
            let start = std::sync::Barrier::new(3);
            std::thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| {
                        start.wait();
                        let writer = open_writer(&path)
                            .unwrap_or_else(|error| panic!("trial {trial}: {}", error.chain()));
                        let mode: String = writer
                            .pragma_query_value(None, "journal_mode", |row| row.get(0))
                            .unwrap();
                        assert_eq!(mode, "wal");
                        writer
                            .execute_batch("CREATE TABLE IF NOT EXISTS t (a)")
                            .unwrap();
                    });
                }
            });
        }
    }

    #[test]
    fn the_switch_to_the_log_waits_for_who_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        let reader = Connection::open(&path).unwrap();
        reader
            .execute_batch("CREATE TABLE t (a); BEGIN; SELECT * FROM t")
            .unwrap();
        let writer = std::thread::spawn(move || open_writer(&path).map(drop));
        std::thread::sleep(Duration::from_millis(100));
        assert!(!writer.is_finished(), "it gave up, or did not wait");
        reader.execute_batch("COMMIT").unwrap();
        writer.join().unwrap().unwrap();
    }
}
