//! What a connection leads to, as the adapter of its kind knows it.

use std::any::Any;
use std::fmt::Debug;
use std::path::{Path, PathBuf};

use super::LedgerPlace;
use crate::database::{Database, Dialect};
use crate::error::Result;

/// Files, or a database: where they are, and how to get in.
pub(crate) trait Place: Any + Debug + Send + Sync {
    /// The kind, as `connections.yaml` names it.
    fn kind(&self) -> &'static str;

    /// Kind and place, for people; no user, password or other secret.
    fn describe(&self) -> String;

    /// Which one it is, the same from wherever it is named: part of a run's identity.
    ///
    /// # Errors
    /// A place that cannot be understood.
    fn identity(&self) -> Result<String>;

    /// The folder or the file, where it is one.
    fn path(&self) -> Option<&Path> {
        None
    }

    /// The database; `None`: no job can load into it.
    fn database(&self) -> Option<&dyn DatabasePlace> {
        None
    }
}

/// A database: what a job reads from or loads into.
pub(crate) trait DatabasePlace {
    /// Which SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Schema for table names without one.
    fn schema(&self) -> &str;

    /// Where the ledger is, and how long its rows are kept.
    fn ledger(&self) -> &LedgerPlace;

    /// Opens it for reading only; `None`: there is no such database yet. `purpose` is what a server
    /// shows of the session.
    fn reader(&self, purpose: &str) -> Result<Option<Database>>;

    /// Opens it for writing. A database that is a file is created where it is missing.
    fn writer(&self, purpose: &str) -> Result<Database>;

    /// Opens one that is there to try something in it, and leaves it as it is; `None`: its readers
    /// can do that.
    fn changer(&self) -> Result<Option<Database>> {
        Ok(None)
    }

    /// The database's file, beside which the lease's lock is; `None`: the lock is one of a server's
    /// session.
    fn lock_file(&self) -> Option<PathBuf> {
        None
    }

    /// What keeps this user from writing to the place itself, whatever the database says.
    fn obstacles(&self) -> Vec<String> {
        Vec::new()
    }
}
