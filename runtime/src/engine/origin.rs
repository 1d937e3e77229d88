//! The source of one run: which files, or which database and statement; its identity; its readers.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::{Connection as Sqlite, Statement};
use xxhash_rust::xxh3::Xxh3Default;

use super::session::Session;
use crate::connections::Connection;
use crate::error::{Error, Result};
use crate::info::From;
#[cfg(feature = "csv")]
use crate::info::{Files, LoadedFiles, Write};
#[cfg(feature = "csv")]
use crate::ledger::file::loaded_by;
use crate::settings::params;
#[cfg(feature = "csv")]
use crate::source::files::{CsvSource, SourceFile, discover};
use crate::sqlite::{fault, identifier, open_reader};
use crate::target::statements;
use crate::value::ParamValue;

/// Where a run reads.
pub(crate) enum Origin {
    /// CSV files.
    #[cfg(feature = "csv")]
    Files(Arc<CsvSource>),
    /// A table or query in a SQLite database.
    Sqlite(SqliteOrigin),
}

/// A table or query in a SQLite database.
pub(crate) struct SqliteOrigin {
    path: PathBuf,
    /// The table's quoted name, or the query as a subquery.
    from: String,
    /// The table's bare name; `None` for a query.
    pub(crate) table: Option<String>,
    /// The statement, with `${where}` still in it.
    read: String,
    params: Vec<(String, rusqlite::types::Value)>,
}

impl Origin {
    /// Finds the source. Files that were loaded before are passed over where the job adds rows without a key (they would be doubled), or
    /// says so; the notes name them and the run.
    pub(crate) fn find(session: &Session<'_>, ledger: Option<&Sqlite>) -> Result<(Origin, Vec<String>)> {
        match (&session.connections.source, &session.info.source.from) {
            #[cfg(feature = "csv")]
            (Connection::Files { root, .. }, From::File { pattern, files, csv }) => {
                let param = |name: &str| {
                    let place = session.info.params.iter().position(|param| param.name == name)?;
                    session.params.get(place).map(ParamValue::as_text)
                };
                let found = discover(root, pattern, &param, files)?;
                let (found, notes) = pass_over_loaded(session, ledger, *files, found)?;
                Ok((Origin::Files(CsvSource::open(found, session.info.source.columns, csv)?), notes))
            }
            (Connection::Sqlite { path, schema, .. }, From::Table(_) | From::Query(_)) => {
                Ok((Origin::Sqlite(SqliteOrigin::new(session, path, schema)?), Vec::new()))
            }
            _ => Err(Error::usage(format!("the connection {} is not of the kind that the job reads", session.info.source.connection))),
        }
    }

    /// What tells this source from another: a resumed run must read the same one.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        match self {
            #[cfg(feature = "csv")]
            Origin::Files(files) => {
                let mut hasher = Xxh3Default::new();
                for file in files.files() {
                    hasher.update(format!("{}\0{}\0{}\0", file.name, file.size, file.digest()?).as_bytes());
                }
                Ok(format!("files {:032x}", hasher.digest128()))
            }
            Origin::Sqlite(origin) => {
                let mut hasher = Xxh3Default::new();
                hasher.update(origin.path.as_os_str().as_encoded_bytes());
                hasher.update(origin.read.as_bytes());
                hasher.update(origin.from.as_bytes());
                Ok(format!("sqlite {:032x}", hasher.digest128()))
            }
        }
    }

    /// Names of the files, by place.
    pub(crate) fn names(&self) -> Vec<Arc<str>> {
        match self {
            #[cfg(feature = "csv")]
            Origin::Files(files) => files.files().map(|file| Arc::clone(&file.name)).collect(),
            Origin::Sqlite(_) => Vec::new(),
        }
    }

    /// A resumed run may see another state of the source than the one before it did.
    pub(crate) fn may_move(&self) -> bool {
        matches!(self, Origin::Sqlite(_))
    }

    /// Every file of the load was loaded before (the notes say so): reading no row is no surprise.
    pub(crate) fn is_all_loaded(&self, notes: &[String]) -> bool {
        match self {
            #[cfg(feature = "csv")]
            Origin::Files(files) => files.files().len() == 0 && !notes.is_empty(),
            Origin::Sqlite(_) => false,
        }
    }

    /// Says no if a file is not what it was when the run began.
    pub(crate) fn check_unchanged(&self) -> Result<()> {
        match self {
            #[cfg(feature = "csv")]
            Origin::Files(files) => files.files().try_for_each(SourceFile::unchanged),
            Origin::Sqlite(_) => Ok(()),
        }
    }
}

/// Takes the files out that the ledger says were loaded, where the job does not read them again.
#[cfg(feature = "csv")]
fn pass_over_loaded(
    session: &Session<'_>,
    ledger: Option<&Sqlite>,
    files: Files,
    found: Vec<SourceFile>,
) -> Result<(Vec<SourceFile>, Vec<String>)> {
    let keyless_append = session.info.target.key.is_empty() && session.info.target.write == Write::Append;
    let Some(ledger) = ledger.filter(|_| keyless_append || files.loaded == LoadedFiles::Skip) else { return Ok((found, Vec::new())) };
    let (mut kept, mut notes) = (Vec::with_capacity(found.len()), Vec::new());
    for file in found {
        match loaded_by(&session.ledger, ledger, session.info.name, &file)? {
            Some(run) => notes.push(format!("{} was loaded by run {run}: passed over", file.name)),
            None => kept.push(file),
        }
    }
    Ok((kept, notes))
}

impl SqliteOrigin {
    fn new(session: &Session<'_>, path: &std::path::Path, schema: &str) -> Result<SqliteOrigin> {
        let path = path
            .canonicalize()
            .map_err(|error| Error::usage(format!("the source database {} cannot be opened", path.display())).because(error))?;
        let info = session.info;
        let (from, table) = match info.source.from {
            From::Table(template) => {
                let name = params::fill_in(template, info.params, &session.params)?;
                let (schema, table) = name.split_once('.').unwrap_or((schema, &name));
                (format!("{}.{}", identifier(schema), identifier(table)), Some(table.to_owned()))
            }
            From::Query(query) => (format!("(\n{}\n) AS \"source\"", query.trim().trim_end_matches(';')), None),
            From::File { .. } => return Err(Error::usage("a job that reads files was given a database")),
        };
        let bind = |(param, value): (&crate::info::Param, &ParamValue)| (format!(":{}", param.name), bound(value));
        Ok(SqliteOrigin {
            path,
            from,
            table,
            read: statements(info)?.read_source.trim().trim_end_matches(';').to_owned(),
            params: info.params.iter().zip(&session.params).map(bind).collect(),
        })
    }

    /// A statement over the source: `${source}` and `${where}` filled in.
    pub(crate) fn sql(&self, predicate: &str) -> String {
        self.read.replace("${source}", &self.from).replace("${where}", predicate)
    }

    /// Any other statement over the source, with `${source}` in it.
    pub(crate) fn over(&self, template: &str) -> String {
        template.replace("${source}", &self.from)
    }

    /// Prepares a statement and binds the params that it names.
    pub(crate) fn prepare<'c>(&self, connection: &'c Sqlite, sql: &str) -> Result<Statement<'c>> {
        let failed = |error| fault(error, format!("cannot read the source {}", self.table.as_deref().unwrap_or("query")));
        let mut statement = connection.prepare(sql).map_err(failed)?;
        for (name, value) in &self.params {
            if let Some(index) = statement.parameter_index(name).map_err(failed)? {
                statement.raw_bind_parameter(index, value).map_err(failed)?;
            }
        }
        if let Some(name) = (1..=statement.parameter_count()).find_map(|index| {
            let name = statement.parameter_name(index)?;
            (!self.params.iter().any(|(known, _)| known == name)).then(|| name.to_owned())
        }) {
            return Err(Error::usage(format!("the query uses {name}, which is no param of the job")));
        }
        Ok(statement)
    }

    /// Connections that all see one state of the database: they begin to read while the planner holds its write lock. Where the
    /// lock cannot be had because the database is read-only for this user, one connection is all that can be promised.
    pub(crate) fn readers(&self, wanted: usize) -> Result<Vec<Sqlite>> {
        let lock = if wanted > 1 { self.write_lock()? } else { None };
        let count = if lock.is_some() { wanted } else { 1 };
        let readers = (0..count).map(|_| self.reader()).collect::<Result<Vec<_>>>()?;
        drop(lock);
        Ok(readers)
    }

    fn reader(&self) -> Result<Sqlite> {
        let reader = open_reader(&self.path)?;
        let begin = || -> rusqlite::Result<()> {
            reader.execute_batch("BEGIN DEFERRED")?;
            reader.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).map(drop)
        };
        begin().map_err(|error| fault(error, "cannot begin to read the source"))?;
        Ok(reader)
    }

    /// Holds the source still. `None`: it is read-only for this user.
    fn write_lock(&self) -> Result<Option<Sqlite>> {
        if std::fs::OpenOptions::new().write(true).open(&self.path).is_err() {
            return Ok(None);
        }
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let lock = || -> rusqlite::Result<Sqlite> {
            let connection = Sqlite::open_with_flags(&self.path, flags)?;
            connection.busy_timeout(std::time::Duration::from_secs(10))?;
            connection.execute_batch("BEGIN IMMEDIATE")?;
            Ok(connection)
        };
        match lock() {
            Ok(connection) => Ok(Some(connection)),
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ReadOnly) => Ok(None),
            Err(error) => Err(fault(error, "cannot hold the source still while its readers begin")),
        }
    }
}

/// A param as SQLite compares it: as a column of its type would be stored.
pub(crate) fn bound(value: &ParamValue) -> rusqlite::types::Value {
    match value {
        ParamValue::Boolean(value) => i64::from(*value).into(),
        ParamValue::Integer(value) => (*value).into(),
        ParamValue::Double(value) => (*value).into(),
        ParamValue::Bytea(bytes) => bytes.clone().into(),
        other => other.as_text().into(),
    }
}
