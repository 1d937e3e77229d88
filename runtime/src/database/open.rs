//! Opening the database that a connection names.

use super::Database;
#[cfg(feature = "sqlite")]
use super::sqlite;
use crate::connections::Connection;
use crate::error::{Error, Result};
#[cfg(feature = "postgres")]
use crate::postgres::Traffic;

impl Database {
    /// Opens it for reading only; `None`: there is no such database file yet. `purpose` is what a server shows of the session.
    pub(crate) fn reader(connection: &Connection, purpose: &str) -> Result<Option<Database>> {
        match connection {
            #[cfg(feature = "sqlite")]
            Connection::Sqlite { path, .. } if !path.exists() => Ok(None),
            #[cfg(feature = "sqlite")]
            Connection::Sqlite { path, .. } => sqlite::open_reader(path).map(|database| Some(Database::Sqlite(database))),
            #[cfg(feature = "postgres")]
            Connection::Postgres { .. } => Database::session(connection, purpose, Traffic::Target).map(Some),
            other => Err(no_database(other, purpose)),
        }
    }

    /// Opens a SQLite file that is there to try something in it, and leaves it as it is; `None`: it is no file.
    #[cfg(feature = "sqlite")]
    pub(crate) fn changer(connection: &Connection) -> Result<Option<Database>> {
        match connection {
            Connection::Sqlite { path, .. } => sqlite::open_changer(path).map(|database| Some(Database::Sqlite(database))),
            _ => Ok(None),
        }
    }

    /// Opens it for writing. A SQLite file is created where it is missing.
    pub(crate) fn writer(connection: &Connection, purpose: &str) -> Result<Database> {
        match connection {
            #[cfg(feature = "sqlite")]
            Connection::Sqlite { path, .. } => sqlite::open_writer(path).map(Database::Sqlite),
            #[cfg(feature = "postgres")]
            Connection::Postgres { .. } => Database::session(connection, purpose, Traffic::Words),
            other => Err(no_database(other, purpose)),
        }
    }

    /// Opens a server's database.
    #[cfg(feature = "postgres")]
    pub(crate) fn session(connection: &Connection, purpose: &str, traffic: Traffic) -> Result<Database> {
        let Connection::Postgres { place, schema, .. } = connection else { return Err(no_database(connection, purpose)) };
        let client = crate::postgres::connect(place, schema, purpose, traffic)?;
        Ok(Database::Postgres(Box::new(super::postgres::Session::new(client))))
    }

    /// Policies of a server hide rows from here on; a session begins by refusing that.
    pub(crate) fn heed_policies(&mut self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => {
                session.batch("SET row_security = on").map_err(|error| super::fault(error, "cannot set how policies are heeded"))
            }
        }
    }

    /// From here on a power cut, or a crash of the server, must not lose what is committed. A server's sessions keep what they are set to
    /// (`synchronous_commit` of the role, the database or a hook), unless that is `off`: such commits are confirmed before they are kept. The
    /// first that is not so keeps all before it too.
    pub(crate) fn be_durable(&mut self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => connection
                .pragma_update(None, "synchronous", "FULL")
                .map_err(|error| super::fault(error, "cannot make the database's commits durable")),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => session
                .batch("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
                .map_err(|error| super::fault(error, "cannot make the session's commits durable")),
        }
    }

    /// How a SQLite writer waits for other processes: long around a run's ends, where a fault would end it; briefly at a chunk, which
    /// is tried again. A server's sessions have their `lock_timeout`.
    pub(crate) fn be_patient(&mut self, patient: bool) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => sqlite::be_patient(connection, patient),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Ok(()),
        }
    }
}

#[cold]
fn no_database(connection: &Connection, _purpose: &str) -> Error {
    Error::usage(format!("the connection {} is no database that this job was generated for", connection.name()))
}
