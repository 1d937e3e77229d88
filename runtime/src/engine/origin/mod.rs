//! The source of one run: which files, or which database and statement; its identity; its readers.

#[cfg(feature = "sqlite")]
mod sqlite;

use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3Default;

use super::bounds::Border;
use super::session::Session;
use crate::connections::Connection;
use crate::database::{Database, Dialect, identifier};
use crate::error::{Error, Result};
use crate::info::From;
#[cfg(feature = "csv")]
use crate::info::{Files, LoadedFiles, Write};
#[cfg(feature = "csv")]
use crate::ledger::file::loaded_by;
use crate::program::Input;
use crate::settings::params;
#[cfg(feature = "csv")]
use crate::source::files::{CsvSource, SourceFile, discover};
use crate::target::statements;
use crate::value::ParamValue;

#[cfg(feature = "sqlite")]
pub(crate) use sqlite::bound;

/// Where a run reads.
pub(crate) enum Origin {
    /// CSV files.
    #[cfg(feature = "csv")]
    Files(Arc<CsvSource>),
    /// A table, view or query in a database.
    Table(TableOrigin),
}

/// A table, view or query in a database.
pub(crate) struct TableOrigin {
    connection: Connection,
    /// Which database it is, for its fingerprint.
    place: String,
    dialect: Dialect,
    /// The table's quoted name, or the query as a subquery.
    from: String,
    /// The table's bare name; `None` for a query.
    pub(crate) table: Option<String>,
    /// The statement, with `${where}` still in it.
    read: String,
    params: Vec<(&'static str, ParamValue)>,
}

impl Origin {
    /// Finds the source. Files that were loaded before are passed over where the job adds rows without a key (they would be doubled), or
    /// says so; the notes name them and the run.
    pub(crate) fn find(session: &Session<'_>, ledger: Option<&mut Database>) -> Result<(Origin, Vec<String>)> {
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
            (connection, From::Table(_) | From::Query(_)) if connection.ledger().is_some() => {
                Ok((Origin::Table(TableOrigin::new(session, connection)?), Vec::new()))
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
            Origin::Table(origin) => {
                let mut hasher = Xxh3Default::new();
                for part in [&origin.place, &origin.read, &origin.from] {
                    hasher.update(part.as_bytes());
                }
                Ok(format!("{} {:032x}", if origin.dialect.is_server() { "postgres" } else { "sqlite" }, hasher.digest128()))
            }
        }
    }

    /// Names of the files, by place.
    pub(crate) fn names(&self) -> Vec<Arc<str>> {
        match self {
            #[cfg(feature = "csv")]
            Origin::Files(files) => files.files().map(|file| Arc::clone(&file.name)).collect(),
            Origin::Table(_) => Vec::new(),
        }
    }

    /// A resumed run may see another state of the source than the one before it did.
    pub(crate) fn may_move(&self) -> bool {
        matches!(self, Origin::Table(_))
    }

    /// Every file of the load was loaded before (the notes say so): reading no row is no surprise.
    pub(crate) fn is_all_loaded(&self, notes: &[String]) -> bool {
        match self {
            #[cfg(feature = "csv")]
            Origin::Files(files) => files.files().len() == 0 && !notes.is_empty(),
            Origin::Table(_) => false,
        }
    }

    /// Says no if a file is not what it was when the run began.
    pub(crate) fn check_unchanged(&self) -> Result<()> {
        match self {
            #[cfg(feature = "csv")]
            Origin::Files(files) => files.files().try_for_each(SourceFile::unchanged),
            Origin::Table(_) => Ok(()),
        }
    }
}

/// Takes the files out that the ledger says were loaded, where the job does not read them again.
#[cfg(feature = "csv")]
fn pass_over_loaded(
    session: &Session<'_>,
    ledger: Option<&mut Database>,
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

impl TableOrigin {
    fn new(session: &Session<'_>, connection: &Connection) -> Result<TableOrigin> {
        let info = session.info;
        let wrong = || Error::usage("a job that reads files was given a database");
        let (dialect, _) = connection.ledger().ok_or_else(wrong)?;
        let (from, table) = match info.source.from {
            From::Table(template) => {
                let name = params::fill_in(template, info.params, &session.params)?;
                let (schema, table) = name.split_once('.').unwrap_or((connection.schema(), &name));
                (format!("{}.{}", identifier(schema), identifier(table)), Some(table.to_owned()))
            }
            From::Query(query) => (format!("(\n{}\n) AS \"source\"", query.trim().trim_end_matches(';')), None),
            From::File { .. } => return Err(wrong()),
        };
        Ok(TableOrigin {
            place: connection.place()?,
            connection: connection.clone(),
            dialect,
            from,
            table,
            read: statements(info, dialect)?.read_source.trim().trim_end_matches(';').to_owned(),
            params: info.params.iter().map(|param| param.name).zip(session.params.iter().cloned()).collect(),
        })
    }

    /// A statement over the source: `${source}` and `${where}` filled in.
    fn sql(&self, predicate: &str) -> String {
        self.read.replace("${source}", &self.from).replace("${where}", predicate)
    }

    /// Any other statement over the source, with `${source}` in it.
    fn over(&self, template: &str) -> String {
        template.replace("${source}", &self.from)
    }

    /// What the source is called, for people.
    fn name(&self) -> &str {
        self.table.as_deref().unwrap_or("query")
    }

    /// Connections that all see one state of the source.
    pub(crate) fn readers(&self, wanted: usize) -> Result<Vec<Database>> {
        match &self.connection {
            #[cfg(feature = "sqlite")]
            Connection::Sqlite { path, .. } => sqlite::readers(path, wanted),
            other => Err(Error::usage(format!("the connection {} is no database", other.name()))),
        }
    }

    /// Names of the columns that the source has.
    pub(crate) fn columns(&self, source: &mut Database) -> Result<Vec<String>> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_columns(connection),
        }
    }

    /// Rows of the source.
    pub(crate) fn count(&self, source: &mut Database) -> Result<u64> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_count(connection),
        }
    }

    /// Whether an index serves the rows that a predicate picks.
    pub(crate) fn serves(&self, source: &mut Database, predicate: &str) -> Result<bool> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_serves(connection, predicate),
        }
    }

    /// Every `size`-th key of the source in order, each with the number of rows from the one before it; and the rows behind the last.
    pub(crate) fn borders(&self, source: &mut Database, names: &[&str], like: &[Border], size: u64) -> Result<Borders> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_borders(connection, names, like, size),
        }
    }

    /// Opens the rows that a predicate picks.
    pub(crate) fn rows(
        &self,
        session: &Session<'_>,
        source: &mut Database,
        predicate: &str,
        take: impl FnOnce(Input<'_>) -> Result<()>,
    ) -> Result<()> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_rows(connection, predicate, session.info.source.columns, take),
        }
    }
}

/// Where key ranges of about one size end.
#[derive(Debug, Default)]
pub(crate) struct Borders {
    /// First key of the next range, and the rows of the range before it.
    pub(crate) ends: Vec<(Vec<Border>, u64)>,
    /// Rows of the last range.
    pub(crate) rest: u64,
}
