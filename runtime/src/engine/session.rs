//! Everything that is settled before a run begins: settings, params, connections, names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::connections::{Connection, Connections};
use crate::error::{Error, Result};
use crate::info::{JobInfo, Write};
use crate::ledger::Ledger;
use crate::options::Options;
use crate::program::Program;
use crate::scratch::RunConstants;
use crate::settings::{Resolved, Settings, params};
use crate::target::Target;
use crate::value::rowhash::HashShape;
use crate::value::{ParamValue, TimestampTz};

/// A job with all that its caller, its session and its environment say, before anything is read or written.
pub(crate) struct Session<'a> {
    pub(crate) program: &'a dyn Program,
    pub(crate) options: &'a Options,
    pub(crate) info: &'static JobInfo,
    pub(crate) settings: Settings,
    pub(crate) params: Vec<ParamValue>,
    pub(crate) connections: Connections,
    pub(crate) target: Target,
    pub(crate) ledger: Ledger,
    pub(crate) shape: HashShape,
    /// The target's database file.
    pub(crate) database: PathBuf,
}

impl<'a> Session<'a> {
    /// Resolves settings, connections and params.
    pub(crate) fn resolve(program: &'a dyn Program, options: &'a Options) -> Result<Session<'a>> {
        let info = program.info();
        let connections = options.resolve_connections(info)?;
        let Resolved { settings, params: values } = Resolved::of(options, info)?;
        let Connection::Sqlite { path, schema, ledger: place, .. } = &connections.target else {
            return Err(Error::usage(format!("the connection {} is no database: a job cannot load into it", info.target.connection)));
        };
        let table = params::fill_in(info.target.table, info.params, &values)?;
        let target = Target::new(info, schema, &table)?;
        let ledger = Ledger::new(&place.prefix, target.name());
        let shape = HashShape::of(info.target.columns);
        let database = absolute(path);
        Ok(Session { program, options, info, settings, params: values, connections, target, ledger, shape, database })
    }

    /// What expressions may ask of the run.
    pub(crate) fn constants(&self, run_id: i64, started_at: TimestampTz, effective_at: TimestampTz) -> Arc<RunConstants> {
        Arc::new(RunConstants { params: self.params.clone(), run_id, started_at, effective_at, job: self.info.name })
    }

    /// Current rows are compared column by column, not by their hashes. Where rows are only added, nothing is compared.
    pub(crate) fn by_column(&self) -> bool {
        let target = &self.info.target;
        target.write != Write::Append && (self.options.compare_columns || target.row_hash.is_none())
    }
}

/// The path without symbolic links, so that every process finds the same lock; the folder's where the file is not there yet.
fn absolute(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}
