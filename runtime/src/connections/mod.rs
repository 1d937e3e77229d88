//! `connections.yaml`, read when the job runs.
//!
//! Only the two connections that the job uses are expanded, and only as the picked environment has them. Relative paths (a SQLite
//! database, the root of files) are relative to the working directory.

mod expand;
mod file;
mod resolve;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Result;
use crate::info::JobInfo;
use crate::vars::Vars;

use file::ConnectionsFile;

/// What to read: the caller's choices, each of which an environment variable can stand in for.
#[derive(Debug, Clone, Default)]
pub struct ConnectionsRequest {
    /// `--connections`; else `LOADWRIGHT_CONNECTIONS`, else `connections.yaml` in the working directory or above.
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
pub enum Connection {
    /// Files below a folder.
    Files {
        /// The connection's name.
        name: String,
        /// The folder.
        root: PathBuf,
    },
    /// A SQLite database file.
    Sqlite {
        /// The connection's name.
        name: String,
        /// The database file.
        path: PathBuf,
        /// Schema for table names without one; SQLite knows `main`.
        schema: String,
        /// The ledger's place and keeping.
        ledger: LedgerPlace,
    },
    /// A PostgreSQL server's database.
    Postgres {
        /// Where it is, and how to get in.
        place: PostgresPlace,
        /// Schema for table names without one.
        schema: String,
        /// The ledger's place and keeping.
        ledger: LedgerPlace,
    },
}

/// Where a PostgreSQL database is, and how to get in.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "read by the adapter"))]
pub struct PostgresPlace {
    /// The connection's name.
    pub(crate) name: String,
    /// The URL as it was given: it may hold a password.
    pub(crate) url: Secret,
    /// User that stands before the URL's.
    pub(crate) user: Option<String>,
    /// Password that stands before the URL's.
    pub(crate) password: Option<Secret>,
    /// What the environment has, for what neither says.
    pub(crate) vars: LoginVars,
    /// The server ends a statement that takes longer.
    pub(crate) statement_timeout: Option<Duration>,
    /// The server ends a statement that waits longer for a lock.
    pub(crate) lock_timeout: Option<Duration>,
}

/// How long a statement waits for a lock, where the connection says nothing.
const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// PGUSER, PGPASSWORD and the passfile.
#[derive(Debug, Clone, Default)]
#[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "read by the adapter"))]
pub(crate) struct LoginVars {
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) passfile: Option<PathBuf>,
}

/// Text that is never shown.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl PostgresPlace {
    /// The database of a URL (`postgres://user:password@host:port/database`), for programs that bring connections of their own.
    #[must_use]
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> PostgresPlace {
        PostgresPlace {
            name: name.into(),
            url: Secret(url.into()),
            user: None,
            password: None,
            vars: LoginVars::default(),
            statement_timeout: None,
            lock_timeout: Some(LOCK_TIMEOUT),
        }
    }

    /// The URL's login, and what follows it. The last `@` parts them: a password may hold any character, as a secret store hands it out.
    pub(crate) fn login(&self) -> (Option<&str>, &str) {
        let rest = self.url.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.rsplit_once('@').map_or((None, rest), |(login, rest)| (Some(login), rest))
    }

    /// Host, port and database as the URL names them; no user, no password, no options.
    #[must_use]
    pub(crate) fn shown(&self) -> String {
        let (_, rest) = self.login();
        let place = rest.split_once('?').map_or(rest, |(place, _)| place);
        let servers = place.split_once('/').map_or(place, |(servers, _)| servers);
        // A port that is no number is a password, in a URL that lacks its `@`.
        let is_place = servers.split(',').all(|server| server.is_empty() || has_port_or_none(server));
        format!(
            "postgres {}",
            if !is_place {
                "***"
            } else if place.is_empty() {
                "localhost"
            } else {
                place
            }
        )
    }
}

/// `host`, `host:port`, `[::1]:port`.
fn has_port_or_none(server: &str) -> bool {
    let behind = server.rsplit_once(']').map_or(server, |(_, behind)| behind);
    behind.split_once(':').is_none_or(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
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
    /// Of usage: no file, a file that is not well formed, `environments:` with none picked, a connection that the file does not have, a
    /// variable that is not set, a literal password, or a kind that the job was not generated for.
    pub fn load(request: &ConnectionsRequest, info: &JobInfo) -> Result<Connections> {
        let file = ConnectionsFile::open(request)?;
        Ok(Connections {
            environment: file.environment().map(str::to_owned),
            source: resolve::connection(&file, info.source.connection, info.source.backends, &request.vars)?,
            target: resolve::connection(&file, info.target.connection, info.target.backends, &request.vars)?,
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
pub(crate) fn read(document: crate::yaml::Document, picked: Option<String>, name: &str, vars: &Vars) -> Result<Connection> {
    use crate::info::Backend;
    resolve::connection(&ConnectionsFile::new(document, picked)?, name, &[Backend::Files, Backend::Sqlite, Backend::Postgres], vars)
}

/// The names of all connections of the file.
#[cfg(feature = "inspect")]
pub(crate) fn names(request: &ConnectionsRequest) -> Result<Vec<String>> {
    ConnectionsFile::open(request)?.names()
}

/// A connection of whatever kind.
#[cfg(feature = "inspect")]
pub(crate) fn any(request: &ConnectionsRequest, name: &str) -> Result<Connection> {
    use crate::info::Backend;
    resolve::connection(&ConnectionsFile::open(request)?, name, &[Backend::Files, Backend::Sqlite, Backend::Postgres], &request.vars)
}

/// The environment and the connection that the job writes to: all that the ledger's commands need.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) environment: Option<String>,
    pub(crate) connection: Connection,
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl Target {
    /// As [`Connections::load`], for the target alone: the source's variables need not be set.
    pub(crate) fn load(request: &ConnectionsRequest, info: &JobInfo) -> Result<Target> {
        let file = ConnectionsFile::open(request)?;
        Ok(Target {
            environment: file.environment().map(str::to_owned),
            connection: resolve::connection(&file, info.target.connection, info.target.backends, &request.vars)?,
        })
    }

    pub(crate) fn describe(&self) -> String {
        describe(self.environment.as_deref(), &self.connection)
    }
}

impl Connection {
    /// The connection's name in the file.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Connection::Files { name, .. } | Connection::Sqlite { name, .. } => name,
            Connection::Postgres { place, .. } => &place.name,
        }
    }

    /// Schema for table names without one.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn schema(&self) -> &str {
        match self {
            Connection::Files { .. } => "",
            Connection::Sqlite { schema, .. } | Connection::Postgres { schema, .. } => schema,
        }
    }

    /// Which database it is, the same from wherever it is named: part of a run's identity.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn place(&self) -> Result<String> {
        match self {
            Connection::Files { root, .. } => Ok(root.display().to_string()),
            Connection::Sqlite { path, .. } => Ok(absolute(path).display().to_string()),
            #[cfg(feature = "postgres")]
            Connection::Postgres { place, .. } => crate::postgres::database_name(place),
            #[cfg(not(feature = "postgres"))]
            Connection::Postgres { place, .. } => Ok(place.shown()),
        }
    }

    /// Where the ledger of a database is, and which SQL it is written in; `None` for files.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn ledger(&self) -> Option<(crate::database::Dialect, &LedgerPlace)> {
        match self {
            #[cfg(feature = "sqlite")]
            Connection::Sqlite { ledger, .. } => Some((crate::database::Dialect::Sqlite, ledger)),
            #[cfg(feature = "postgres")]
            Connection::Postgres { ledger, .. } => Some((crate::database::Dialect::Postgres, ledger)),
            _ => None,
        }
    }

    /// Name, kind and place, for people: `warehouse: sqlite target/nycflights.db · schema main`. No user, password or other secret.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Connection::Files { name, root } => format!("{name}: files {}", root.display()),
            Connection::Sqlite { name, path, schema, .. } => format!("{name}: sqlite {} · schema {schema}", path.display()),
            Connection::Postgres { place, schema, .. } => format!("{}: {} · schema {schema}", place.name, place.shown()),
        }
    }
}

fn describe(environment: Option<&str>, target: &Connection) -> String {
    match environment {
        Some(environment) => format!("environment {environment} · {}", target.describe()),
        None => target.describe(),
    }
}

/// The path without symbolic links, so that every process finds the same lock; the folder's where the file is not there yet.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests;
