//! A session with a database: what ledger, hooks and shape checks need of one, whichever it is.
//! Rows in bulk go other ways (`adapters/`), each in its database's own fast format.

mod dialect;
pub(crate) mod form;
#[cfg(feature = "inspect")]
pub(crate) mod inspect;
mod value;

use std::any::Any;
use std::ops::{Deref, DerefMut};

use crate::error::{Error, Kind, Result};
use crate::info::{JobInfo, Param, SqlType, Statements};
use crate::value::ParamValue;

pub(crate) use dialect::{Dialect, RowLock, SqlWords};
pub(crate) use value::{Record, Value, values};

/// One connection, as its adapter drives it. Statements come in the SQL of its [`Dialect`]; the
/// places of values are `?1`, `?2` …
pub(crate) trait Session: Any + Send {
    /// Which SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Runs one statement. Returns the number of rows that it changed.
    fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Fault>;

    /// Runs one statement again and again, with the values of each row.
    fn execute_each(
        &mut self,
        sql: &str,
        rows: &mut dyn Iterator<Item = Vec<Value<'_>>>,
    ) -> Result<(), Fault>;

    /// Runs statements without values.
    fn batch(&mut self, sql: &str) -> Result<(), Fault>;

    /// Reads the rows of a query one after the other, until `take` fails.
    fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Record) -> Result<(), Fault>,
    ) -> Result<(), Fault>;

    /// Executes a user's own statements in the open transaction; params stand in them by name. What
    /// fails is told as a fault of theirs.
    fn execute_user_sql(
        &mut self,
        sql: &str,
        params: &[Param],
        values: &[ParamValue],
    ) -> Result<()>;

    /// Begins a transaction that may write.
    fn begin(&mut self) -> Result<(), Fault>;

    /// Commits the transaction.
    fn commit(&mut self) -> Result<(), Fault> {
        self.batch("COMMIT")
    }

    /// Rolls the transaction back: what was made in it is gone.
    fn roll_back(&mut self) -> Result<(), Fault> {
        self.batch("ROLLBACK")
    }

    /// Whether there is a table, or a view, of this name.
    fn table_exists(&mut self, schema: &str, table: &str) -> Result<bool, Fault>;

    /// Whether a column of a table, view or subquery is ordered as the runtime orders values of the
    /// type: numbers and moments by value, text by its bytes in UTF-8.
    fn orders_as(&mut self, from: &str, column: &str, ty: SqlType) -> Result<bool>;

    /// Whether an index serves the statement, as EXPLAIN says of the very statement.
    fn searches(&mut self, sql: &str) -> Result<bool>;

    /// The server's process that serves this session; `None`: the database is a file. Nothing is
    /// prepared for it, so that a pooler can be told by what it does.
    fn server_process(&mut self) -> Result<Option<String>, Fault> {
        Ok(None)
    }

    /// Takes the session's lock of this number, which ends with the session; false: another session
    /// holds it. A database that is a file is locked beside it instead.
    fn try_lock(&mut self, _key: i64) -> Result<bool, Fault> {
        Ok(true)
    }

    /// Waits for the lock of this number, which ends with the transaction. Where the database keeps
    /// one writer, the transaction is the lock.
    fn lock_transaction(&mut self, _key: i64) -> Result<(), Fault> {
        Ok(())
    }

    /// Notes in a table of the ledger that this session writes for the run of this token, so that
    /// whoever takes the lease over can end it.
    fn note_session(&mut self, _noted: &str, _target: &str, _token: i64) -> Result<(), Fault> {
        Ok(())
    }

    /// Ends the sessions that runs on this target noted as theirs, and no others: who only looks is
    /// nobody's rival.
    fn end_sessions(&mut self, _noted: &str, _target: &str) -> Result<(), Fault> {
        Ok(())
    }

    /// Policies hide rows from here on, where the database has any; a session begins by refusing
    /// that.
    fn heed_policies(&mut self) -> Result<()> {
        Ok(())
    }

    /// From here on a power cut, or a crash of the server, must not lose what is committed, nor
    /// what was committed before.
    fn be_durable(&mut self) -> Result<()> {
        Ok(())
    }

    /// A crash of the server must not lose what the open transaction commits, though this process
    /// outlives it. Nothing to do where no process outlives its database's machine.
    fn outlive_a_crash(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    /// How a writer waits for other processes: long around a run's ends, where a fault would end
    /// it; briefly at a chunk, which is tried again.
    fn be_patient(&mut self, _patient: bool) -> Result<()> {
        Ok(())
    }
}

/// One open connection.
pub(crate) struct Database(Box<dyn Session>);

impl Database {
    pub(crate) fn new(session: impl Session) -> Database {
        Database(Box::new(session))
    }

    /// The adapter's own session behind it.
    ///
    /// # Errors
    /// It is another adapter's: a defect of the runtime.
    pub(crate) fn of<S: Session>(&mut self) -> Result<&mut S> {
        let session: &mut dyn Any = &mut *self.0;
        session.downcast_mut().ok_or_else(|| {
            Error::failed("a session was handed to another adapter's code: a defect of Loadwright")
        })
    }

    /// Runs one statement again and again.
    pub(crate) fn execute_each<'v>(
        &mut self,
        sql: &str,
        rows: impl Iterator<Item = Vec<Value<'v>>>,
    ) -> Result<(), Fault> {
        let mut rows = rows;
        self.0.execute_each(sql, &mut rows)
    }

    /// All rows of a query.
    pub(crate) fn query<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Record) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut list = Vec::new();
        self.0.query(sql, values, &mut |row| {
            list.push(read(row)?);
            Ok(())
        })?;
        Ok(list)
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

    /// Begins a transaction that may write.
    pub(crate) fn transaction(&mut self) -> Result<Transaction<'_>, Fault> {
        self.0.begin()?;
        Ok(Transaction {
            database: self,
            open: true,
        })
    }
}

impl Deref for Database {
    type Target = dyn Session;

    fn deref(&self) -> &(dyn Session + 'static) {
        &*self.0
    }
}

impl DerefMut for Database {
    fn deref_mut(&mut self) -> &mut (dyn Session + 'static) {
        &mut *self.0
    }
}

/// A transaction; dropped without [`Transaction::commit`] it is rolled back.
pub(crate) struct Transaction<'d> {
    database: &'d mut Database,
    open: bool,
}

impl Transaction<'_> {
    pub(crate) fn commit(mut self) -> Result<(), Fault> {
        self.database.commit()?;
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
            // What fails here is a lost connection or a transaction that is gone already: rolled
            // back either way.
            let _ = self.database.roll_back();
        }
    }
}

/// What a database said, before it is told what was being done.
#[derive(Debug)]
pub(crate) enum Fault {
    /// An error of the database or of the way to it.
    Database(Box<dyn DatabaseError>),
    /// A value that is not of the type that it is read as.
    Value(String),
    /// There is no such row.
    NoRow,
}

/// An adapter's error: only the adapter knows which pass, and what helps.
pub(crate) trait DatabaseError: Any + std::fmt::Debug + Send + Sync {
    /// The error, told as what was being done, and classed.
    fn told(self: Box<Self>, doing: String) -> Error;
}

impl<E: DatabaseError + 'static> From<E> for Fault {
    fn from(error: E) -> Fault {
        Fault::Database(Box::new(error))
    }
}

/// A database's error, told as what was being done, and classed.
#[cold]
pub(crate) fn fault(fault: impl Into<Fault>, doing: impl Into<String>) -> Error {
    match fault.into() {
        Fault::Database(error) => error.told(doing.into()),
        Fault::Value(text) => Error::new(Kind::Failed, doing).because(std::io::Error::other(text)),
        Fault::NoRow => {
            Error::new(Kind::Failed, doing).because(std::io::Error::other("there is no such row"))
        }
    }
}

/// The statements that a job brings for a dialect.
pub(crate) fn statements(info: &'static JobInfo, dialect: Dialect) -> Result<&'static Statements> {
    let kind = dialect.kind();
    info.sql
        .iter()
        .find(|(database, _)| *database == kind)
        .map(|(_, statements)| statements)
        .ok_or_else(|| {
            Error::usage(format!(
                "the job {} was not generated for connections of kind {kind}",
                info.name
            ))
            .help("name the kind in connections.yaml, and generate the job again")
        })
}

/// An identifier, quoted: the one place of the runtime that does it.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text literal, quoted: the one place of the runtime that does it. Every database reads it as
/// written, for an adapter's sessions begin with the standard's reading of backslashes.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A user's own statement failed.
#[cold]
pub(crate) fn user_fault(error: impl Into<Fault>) -> Error {
    fault(error, "a statement of the hook failed")
}
