//! The source of one run: which files, or which database and statement; its identity; its readers.

#[cfg(feature = "postgres")]
mod borders;
#[cfg(feature = "csv")]
mod loaded;
#[cfg(feature = "postgres")]
mod postgres;
mod query;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::sync::Arc;

use loadwright_types::pieces::filled;
use xxhash_rust::xxh3::Xxh3Default;

use super::bounds::{Border, Bounds};
use super::session::Session;
use crate::connections::Connection;
use crate::database::{Database, Dialect, identifier};
use crate::error::{Error, Result};
use crate::info::Column;
use crate::info::From;
use crate::program::Input;
use crate::settings::params;
#[cfg(feature = "csv")]
use crate::source::files::{CsvSource, SourceFile, discover};
#[cfg(feature = "postgres")]
use crate::source::postgres::SpilledTuples;
#[cfg(feature = "sqlite")]
use crate::source::sqlite::SpilledRows;
use crate::spool::PartitionReader;
use crate::target::statements;
use crate::value::ParamValue;

#[cfg(feature = "postgres")]
pub(crate) use query::params_as_settings;
#[cfg(feature = "inspect")]
pub(crate) use query::unended;
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::{NO_PARAM, bound, unknown_param};

/// Where a run reads.
pub(crate) enum Origin {
    /// CSV files.
    #[cfg(feature = "csv")]
    Files(Arc<CsvSource>),
    /// A table, view or query in a database.
    Table(Box<TableOrigin>),
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
    /// The table's schema.
    #[cfg(feature = "postgres")]
    schema: Option<String>,
    /// The columns that the job reads.
    #[cfg(feature = "postgres")]
    columns: &'static [Column],
    /// What policies show of the source is the truth.
    #[cfg(feature = "postgres")]
    heeds_policies: bool,
    /// The statement, with `${where}` still in it.
    read: String,
    /// The source columns that the business key copies.
    names: Vec<&'static str>,
    params: Vec<(&'static str, ParamValue)>,
    #[cfg(feature = "postgres")]
    snapshot: postgres::Snapshot,
}

impl Origin {
    /// Finds the source; the notes say which files are passed over.
    pub(crate) fn find(session: &Session<'_>, ledger: Option<&mut Database>) -> Result<(Origin, Vec<String>)> {
        Origin::find_as(session, ledger, None)
    }

    /// The same, as a run found it that has loaded its files since.
    pub(crate) fn find_as(session: &Session<'_>, ledger: Option<&mut Database>, run: Option<i64>) -> Result<(Origin, Vec<String>)> {
        match (&session.connections.source, &session.info.source.from) {
            #[cfg(feature = "csv")]
            (Connection::Files { root, .. }, From::File { pattern, files, csv }) => {
                let param = |name: &str| {
                    let place = session.info.params.iter().position(|param| param.name == name)?;
                    session.params.get(place).map(ParamValue::as_text)
                };
                let found = discover(root, pattern, &param, files)?;
                let (found, notes) = loaded::pass_over(session, ledger, *files, found, run)?;
                Ok((Origin::Files(CsvSource::open(found, session.info.source.columns, csv)?), notes))
            }
            (connection, From::Table(_) | From::Query(_)) if connection.ledger().is_some() => {
                Ok((Origin::Table(Box::new(TableOrigin::new(session, connection)?)), Vec::new()))
            }
            _ => Err(Error::usage(format!("the connection {} is not of the kind that the job reads", session.info.source.connection))),
        }
    }

    /// What tells this source from another: a resumed run must read the same one.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        match self {
            #[cfg(feature = "csv")]
            Origin::Files(files) => {
                let mut hasher = blake3::Hasher::new();
                for file in files.files() {
                    hasher.update(format!("{}\0{}\0{}\0", file.name, file.size, file.digest()?).as_bytes());
                }
                Ok(format!("files blake3:{}", hasher.finalize().to_hex()))
            }
            Origin::Table(origin) => {
                // What is hashed is the operator's own: nobody gains by two of them that agree.
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

    /// Whether the one state of the source that all readers saw is lost; if so, the next reader begins another.
    pub(crate) fn lost_snapshot(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Origin::Table(origin) => origin.snapshot.is_lost(),
            _ => false,
        }
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

impl TableOrigin {
    fn new(session: &Session<'_>, connection: &Connection) -> Result<TableOrigin> {
        let info = session.info;
        let wrong = || Error::usage("a job that reads files was given a database");
        let (dialect, _) = connection.ledger().ok_or_else(wrong)?;
        let (from, table, _schema) = match info.source.from {
            From::Table(template) => {
                let name = params::fill_in(template, info.params, &session.params)?;
                let (schema, table) = name.split_once('.').unwrap_or((connection.schema(), &name));
                [schema, table].into_iter().try_for_each(|name| kept_whole(dialect, name))?;
                (format!("{}.{}", identifier(schema), identifier(table)), Some(table.to_owned()), Some(schema.to_owned()))
            }
            From::Query(query) => (format!("(\n{}\n) AS \"source\"", query_text(session, dialect, query)?), None, None),
            From::File { .. } => return Err(wrong()),
        };
        info.source.columns.iter().try_for_each(|column| kept_whole(dialect, column.header))?;
        let names = info.target.key_source.iter().map(|place| info.source.columns[*place].header).collect();
        Ok(TableOrigin {
            #[cfg(feature = "postgres")]
            snapshot: postgres::Snapshot::default(),
            #[cfg(feature = "postgres")]
            schema: _schema,
            #[cfg(feature = "postgres")]
            columns: info.source.columns,
            #[cfg(feature = "postgres")]
            heeds_policies: info.target.row_security == crate::info::RowSecurity::View,
            names,
            place: connection.place()?,
            connection: connection.clone(),
            dialect,
            from,
            table,
            read: statements(info, dialect)?.read_source.trim().trim_end_matches(';').to_owned(),
            params: info.params.iter().map(|param| param.name).zip(session.params.iter().cloned()).collect(),
        })
    }

    /// The statement that reads the rows that a predicate picks.
    fn sql(&self, predicate: &str) -> String {
        filled(&self.read, |mark| match mark {
            "${source}" => Some(self.from.clone()),
            "${where}" => Some(predicate.to_owned()),
            _ => None,
        })
    }

    /// It is in a server.
    pub(crate) fn is_server(&self) -> bool {
        self.dialect.is_server()
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
            #[cfg(feature = "postgres")]
            Connection::Postgres { .. } => (0..wanted).map(|_| self.postgres_reader()).collect(),
            other => Err(Error::usage(format!("the connection {} is no database", other.name()))),
        }
    }

    /// A fresh connection in place of a reader's own, which sees the same state; `None`: the old one must stay.
    pub(crate) fn renewed(&self) -> Result<Option<Database>> {
        match &self.connection {
            #[cfg(feature = "postgres")]
            Connection::Postgres { .. } => self.postgres_reader().map(Some),
            _ => Ok(None),
        }
    }

    /// Whether the source's application cannot write while a reader's transaction is open.
    pub(crate) fn holds_writers_off(&self, source: &mut Database) -> Result<bool> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => sqlite::holds_writers_off(connection),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Ok(false),
        }
    }

    /// Ends a reader's transaction, where the source's application waits for it: all that is wanted was read.
    pub(crate) fn let_go(&self, source: &mut Database) -> Result<()> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => sqlite::let_go(connection),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Ok(()),
        }
    }

    /// What the source lacks, or has otherwise than the job needs it.
    pub(crate) fn differences(&self, source: &mut Database, columns: &'static [Column]) -> Result<Vec<String>> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_differences(connection, columns),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.postgres_differences(session, columns),
        }
    }

    /// Rows of the source.
    pub(crate) fn count(&self, source: &mut Database) -> Result<u64> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_count(connection),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.postgres_count(session),
        }
    }

    /// Whether an index serves the rows of a range.
    pub(crate) fn serves(&self, source: &mut Database, range: &Bounds) -> Result<bool> {
        let predicate = range.predicate(&self.names, self.dialect);
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_serves(connection, &predicate),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.postgres_serves(session, &predicate),
        }
    }

    /// Whether the source orders a column as values of its type are.
    pub(crate) fn orders_as(&self, source: &mut Database, column: &Column) -> Result<bool> {
        source.orders_as(&self.from, column.header, column.ty)
    }

    /// About every `size`-th key of the source in order, each with the number of rows from the one before it; and the rows behind the last.
    #[cfg_attr(not(feature = "postgres"), expect(unused_variables, reason = "SQLite counts them on its walk"))]
    pub(crate) fn borders(&self, source: &mut Database, like: &[Border], size: u64, rows: u64) -> Result<Borders> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_borders(connection, &self.names, like, size),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.postgres_borders(session, &self.names, like, size, rows),
        }
    }

    /// Opens the rows of a chunk.
    pub(crate) fn rows(
        &self,
        session: &Session<'_>,
        source: &mut Database,
        bounds: &Bounds,
        take: impl FnOnce(Input<'_>) -> Result<()>,
    ) -> Result<()> {
        let predicate = bounds.predicate(&self.names, self.dialect);
        let columns = session.info.source.columns;
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.sqlite_rows(connection, &predicate, columns, take),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.postgres_rows(session, &predicate, columns, take),
        }
    }

    /// Opens rows that were spilled to a partition.
    pub(crate) fn spilled(
        &self,
        source: &mut Database,
        rows: PartitionReader,
        columns: &'static [Column],
        take: impl FnOnce(Input<'_>) -> Result<()>,
    ) -> Result<()> {
        match source {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => take(Input::Spilled(SpilledRows::new(rows, columns))),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => take(Input::SpilledCopy(SpilledTuples::new(rows, self.kinds(session, columns)?, columns))),
        }
    }
}

/// Says no to a name that the source's server would cut: it would be another table's, or another column's.
fn kept_whole(dialect: Dialect, name: &str) -> Result<()> {
    let Some(longest) = dialect.longest_name().filter(|longest| name.len() > *longest) else { return Ok(()) };
    let message = format!("the source's name `{name}` has {} bytes, and PostgreSQL keeps {longest} of a name", name.len());
    Err(Error::usage(message)
        .help("write the name as the database has it: `from:` of a source column, an alias in the query, the table's name"))
}

/// A query as its database takes it: SQLite binds params by name, COPY cannot bind.
fn query_text(session: &Session<'_>, dialect: Dialect, query: &str) -> Result<String> {
    let query = query::unended(query);
    match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => Ok(query.to_owned()),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => params_as_settings(query, session.info.params, &session.params),
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
