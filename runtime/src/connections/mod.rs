//! `connections.yaml`, read when the job runs.
//!
//! Only the two connections that the job uses are expanded, and only as the picked environment has
//! them. Relative paths (a SQLite database, the root of files) are relative to the working
//! directory.

mod expand;
mod file;
mod place;
mod resolve;

use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::info::JobInfo;
use crate::vars::Vars;

pub(crate) use expand::is_reference;
use file::ConnectionsFile;
pub(crate) use place::{DatabasePlace, Place};
pub(crate) use resolve::{Adapter, Fields, Kind};

/// What to read: the caller's choices, each of which an environment variable can stand in for.
#[derive(Debug, Clone, Default)]
pub struct ConnectionsRequest {
    /// `--connections`; else `LOADWRIGHT_CONNECTIONS`, else `connections.yaml` in the working
    /// directory or above.
    pub file: Option<PathBuf>,
    /// `--env`; else `LOADWRIGHT_ENV`.
    pub env: Option<String>,
    /// Where variables are looked up.
    pub vars: Vars,
}

/// The two connections of a job, resolved for the environment that was picked.
#[derive(Debug, Clone)]
pub struct Connections {
    /// `--env` or `LOADWRIGHT_ENV`; `None` where the file has no `environments:`.
    pub environment: Option<String>,
    /// Where rows come from.
    pub source: Connection,
    /// Where rows go.
    pub target: Connection,
}

/// One connection. Its `Debug` and its description never show a secret.
#[derive(Debug, Clone)]
pub struct Connection {
    name: String,
    place: Arc<dyn Place>,
}

/// Text that is never shown.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Where the ledger's tables are, and how long their rows are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPlace {
    /// Schema; SQLite knows `main`.
    pub schema: String,
    /// Prefix of the tables' names. Default `lw_`.
    pub prefix: String,
    /// Days that runs are kept; `None`: for ever.
    pub keep_runs_days: Option<u32>,
    /// Days that rejects are kept; `None`: for ever.
    pub keep_rejects_days: Option<u32>,
}

impl Connections {
    /// Reads the file and resolves the job's two connections.
    ///
    /// # Errors
    /// Of usage: no file, a file that is not well formed, `environments:` with none picked, a
    /// connection that the file does not have, a variable that is not set, a literal password, or a
    /// kind that the job was not generated for.
    pub(crate) fn load(
        request: &ConnectionsRequest,
        known: &'static [Kind],
        info: &JobInfo,
    ) -> Result<Connections> {
        let file = ConnectionsFile::open(request)?;
        Ok(Connections {
            environment: file.environment().map(str::to_owned),
            source: resolve::connection(
                &file,
                info.source.connection,
                known,
                info.source.kinds,
                &request.vars,
            )?,
            target: resolve::connection(
                &file,
                info.target.connection,
                known,
                info.target.kinds,
                &request.vars,
            )?,
        })
    }

    /// The first line of every run: environment, database and schema that it writes to.
    #[must_use]
    pub fn describe(&self) -> String {
        describe(self.environment.as_deref(), &self.target)
    }
}

/// A connection of a file that was read already.
#[cfg(feature = "fuzz")]
pub(crate) fn read(
    document: crate::yaml::Document,
    picked: Option<String>,
    name: &str,
    known: &'static [Kind],
    vars: &Vars,
) -> Result<Connection> {
    resolve::connection(
        &ConnectionsFile::new(document, picked)?,
        name,
        known,
        &names_of(known),
        vars,
    )
}

/// The names of all connections of the file.
#[cfg(feature = "inspect")]
pub(crate) fn names(request: &ConnectionsRequest) -> Result<Vec<String>> {
    ConnectionsFile::open(request)?.names()
}

/// A connection of whatever kind.
#[cfg(feature = "inspect")]
pub(crate) fn any(
    request: &ConnectionsRequest,
    name: &str,
    known: &'static [Kind],
) -> Result<Connection> {
    resolve::connection(
        &ConnectionsFile::open(request)?,
        name,
        known,
        &names_of(known),
        &request.vars,
    )
}

#[cfg(any(feature = "inspect", feature = "fuzz"))]
fn names_of(known: &[Kind]) -> Vec<&'static str> {
    known.iter().map(|kind| kind.name).collect()
}

/// The environment and the connection that the job writes to: all that the ledger's commands need.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) environment: Option<String>,
    pub(crate) connection: Connection,
}

impl Target {
    /// As [`Connections::load`], for the target alone: the source's variables need not be set.
    pub(crate) fn load(
        request: &ConnectionsRequest,
        known: &'static [Kind],
        info: &JobInfo,
    ) -> Result<Target> {
        let file = ConnectionsFile::open(request)?;
        Ok(Target {
            environment: file.environment().map(str::to_owned),
            connection: resolve::connection(
                &file,
                info.target.connection,
                known,
                info.target.kinds,
                &request.vars,
            )?,
        })
    }

    pub(crate) fn describe(&self) -> String {
        describe(self.environment.as_deref(), &self.connection)
    }
}

impl Connection {
    pub(crate) fn new(name: impl Into<String>, place: impl Place) -> Connection {
        Connection {
            name: name.into(),
            place: Arc::new(place),
        }
    }

    /// The connection's name in the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its kind, as the file names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.place.kind()
    }

    /// The folder of files, or the file of a database; `None`: it is a server's.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.place.path()
    }

    /// Name, kind and place, for people: `warehouse: sqlite target/nycflights.db · schema main`. No
    /// user, password or other secret.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("{}: {}", self.name, self.place.describe())
    }

    /// Where it leads.
    pub(crate) fn place(&self) -> &dyn Place {
        &*self.place
    }

    /// Which one it is, the same from wherever it is named: part of a run's identity.
    pub(crate) fn identity(&self) -> Result<String> {
        self.place.identity()
    }

    /// The database that it leads to.
    ///
    /// # Errors
    /// Of usage: it leads to none.
    pub(crate) fn database(&self) -> Result<&dyn DatabasePlace> {
        self.place.database().ok_or_else(|| {
            Error::usage(format!(
                "the connection {} is no database that this job was generated for",
                self.name
            ))
        })
    }

    /// The place, as the adapter of its kind knows it; `None`: it is of another kind.
    pub(crate) fn of<P: Place>(&self) -> Option<&P> {
        let place: &dyn Any = &*self.place;
        place.downcast_ref()
    }
}

fn describe(environment: Option<&str>, target: &Connection) -> String {
    match environment {
        Some(environment) => format!("environment {environment} · {}", target.describe()),
        None => target.describe(),
    }
}

#[cfg(test)]
mod tests;
