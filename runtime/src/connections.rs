//! `connections.yaml`, read when the job runs.

use std::path::PathBuf;

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

/// One connection. Its `Debug` and `Display` never show a secret.
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
