//! What a caller (the command line, or a program that links a job as a library) asks of a run.

use std::path::PathBuf;

use crate::connections::{Connections, ConnectionsRequest};
use crate::progress::Progress;
use crate::stop::Stop;
use crate::value::TimestampTz;
use crate::vars::Vars;

/// All that a run needs beside the job itself. The default is a plain run with the process's
/// environment.
///
/// ```
/// use loadwright_runtime::options::{Options, ResumeMode};
///
/// let options = Options { resume: ResumeMode::Fresh, ..Options::default() }.env("dev").param("snapshot", "2013").max_workers(4);
/// assert_eq!(options.flags.max_workers, Some(4));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--connections`, `--env`.
    pub connections: ConnectionsFrom,
    /// `--enable-parallel` and its like: the highest layer of the settings.
    pub flags: Flags,
    /// `--param NAME=VALUE`, in the order given.
    pub params: Vec<(String, String)>,
    /// `--session-params FILE`.
    pub session_params: Option<PathBuf>,
    /// Whether an unfinished run is gone on with.
    pub resume: ResumeMode,
    /// Count and compare, but write nothing.
    pub dry_run: bool,
    /// Close more rows than the close limit allows, this once.
    pub allow_mass_close: bool,
    /// Effective time of new versions; `None`: the run's start.
    pub effective_at: Option<TimestampTz>,
    /// Compare rows column by column instead of by hash, and repair hashes.
    pub compare_columns: bool,
    /// Refuse to create or index the target; it must be there.
    pub no_ddl: bool,
    /// Ends the run early.
    pub stop: Stop,
    /// Where the run counts; keep a clone to look on.
    pub progress: Progress,
    /// Where environment variables are looked up.
    pub vars: Vars,
}

/// Where the connections come from.
#[derive(Debug, Clone)]
pub enum ConnectionsFrom {
    /// `connections.yaml`.
    File {
        /// The file; `None`: `LOADWRIGHT_CONNECTIONS`, else the nearest `connections.yaml`.
        path: Option<PathBuf>,
        /// The environment; `None`: `LOADWRIGHT_ENV`.
        env: Option<String>,
    },
    /// Given by the caller.
    Given(Box<Connections>),
}

impl Default for ConnectionsFrom {
    fn default() -> ConnectionsFrom {
        ConnectionsFrom::File {
            path: None,
            env: None,
        }
    }
}

/// The flags among the settings' layers. A value is used or refused as written; `None` leaves it to
/// the next layer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--enable-parallel[=BOOL]`.
    pub enable_parallel: Option<bool>,
    /// `--max-workers N`.
    pub max_workers: Option<u64>,
    /// `--chunk-size N`, rows.
    pub chunk_size: Option<u64>,
    /// `--min-rows-for-parallel N`.
    pub min_rows_for_parallel: Option<u64>,
}

/// What happens to an unfinished run of the same target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResumeMode {
    /// Go on with it if it may be gone on with, else begin afresh.
    #[default]
    Auto,
    /// Go on with it, however old; an error where there is none, or where it may not be gone on
    /// with.
    Resume,
    /// Begin afresh.
    Fresh,
}

impl Options {
    /// With the connections file.
    #[must_use]
    pub fn connections_file(mut self, file: impl Into<PathBuf>) -> Options {
        let env = match self.connections {
            ConnectionsFrom::File { env, .. } => env,
            ConnectionsFrom::Given(_) => None,
        };
        self.connections = ConnectionsFrom::File {
            path: Some(file.into()),
            env,
        };
        self
    }

    /// With the environment of the connections file.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>) -> Options {
        let path = match self.connections {
            ConnectionsFrom::File { path, .. } => path,
            ConnectionsFrom::Given(_) => None,
        };
        self.connections = ConnectionsFrom::File {
            path,
            env: Some(name.into()),
        };
        self
    }

    /// With connections given outright.
    #[must_use]
    pub fn connections(mut self, connections: Connections) -> Options {
        self.connections = ConnectionsFrom::Given(Box::new(connections));
        self
    }

    /// With a run parameter.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Options {
        self.params.push((name.into(), value.into()));
        self
    }

    /// With parallel chunks on or off.
    #[must_use]
    pub fn enable_parallel(mut self, on: bool) -> Options {
        self.flags.enable_parallel = Some(on);
        self
    }

    /// With an upper limit of workers.
    #[must_use]
    pub fn max_workers(mut self, workers: u64) -> Options {
        self.flags.max_workers = Some(workers);
        self
    }

    /// With this many rows a chunk.
    #[must_use]
    pub fn chunk_size(mut self, rows: u64) -> Options {
        self.flags.chunk_size = Some(rows);
        self
    }

    /// With one worker below this many rows.
    #[must_use]
    pub fn min_rows_for_parallel(mut self, rows: u64) -> Options {
        self.flags.min_rows_for_parallel = Some(rows);
        self
    }

    /// What to ask of `connections.yaml`.
    pub(crate) fn connections_request(&self) -> ConnectionsRequest {
        let (file, env) = match &self.connections {
            ConnectionsFrom::File { path, env } => (path.clone(), env.clone()),
            ConnectionsFrom::Given(_) => (None, None),
        };
        ConnectionsRequest {
            file,
            env,
            vars: self.vars.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_file_and_the_environment_may_be_given_in_any_order() {
        for options in [
            Options::default().env("dev").connections_file("c.yaml"),
            Options::default().connections_file("c.yaml").env("dev"),
        ] {
            let request = options.connections_request();
            assert_eq!(
                (request.file.unwrap().to_str(), request.env.as_deref()),
                (Some("c.yaml"), Some("dev"))
            );
        }
    }
}
