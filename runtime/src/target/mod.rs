//! The target table in SQLite: its name, its statements, its shape.

pub(crate) mod apply;
pub(crate) mod close;
mod insert;
pub(crate) mod slice;

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::info::{Backend, JobInfo, SqlType, Statements, TargetInfo};
use crate::sqlite::{fault, identifier};
use crate::value::TimestampTz;

/// The target of one run: names resolved, statements ready to prepare.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) info: &'static TargetInfo,
    pub(crate) schema: String,
    pub(crate) table: String,
    pub(crate) texts: Texts,
    statements: &'static Statements,
}

/// The statements about single rows, with their names put in.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    pub(crate) insert: String,
    /// As `insert`, for [`INSERT_ROWS`] rows.
    pub(crate) insert_many: String,
    pub(crate) close: String,
    pub(crate) update_current: String,
    pub(crate) update_version: String,
    pub(crate) overwrite_current: String,
    pub(crate) rehash: String,
    pub(crate) delete: String,
    pub(crate) flag: String,
    pub(crate) unflag: String,
    pub(crate) read_versions: String,
    pub(crate) check_key: String,
}

impl Target {
    /// Resolves the target's name: the spec's schema, else the connection's.
    pub(crate) fn new(info: &'static JobInfo, default_schema: &str, table: &str) -> Result<Target> {
        let (schema, table) = table.split_once('.').unwrap_or((default_schema, table));
        let (schema, table) = (schema.to_owned(), table.to_owned());
        let mut target = Target { info: &info.target, schema, table, texts: Texts::default(), statements: statements(info)? };
        target.texts = Texts {
            insert: target.sql(|statements| statements.insert),
            insert_many: repeated(&target.sql(|statements| statements.insert), INSERT_ROWS),
            close: target.sql(|statements| statements.close),
            update_current: target.sql(|statements| statements.update_current),
            update_version: target.sql(|statements| statements.update_version),
            overwrite_current: target.sql(|statements| statements.overwrite_current),
            rehash: target.sql(|statements| statements.rehash),
            delete: target.sql(|statements| statements.delete),
            flag: target.sql(|statements| statements.flag),
            unflag: target.sql(|statements| statements.unflag),
            read_versions: target.sql(|statements| statements.read_versions),
            check_key: target.sql(|statements| statements.check_key),
        };
        Ok(target)
    }

    /// `main.dim_airport`: the table as people and the ledger name it.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.schema, self.table)
    }

    /// The table's quoted, qualified name.
    pub(crate) fn quoted(&self) -> String {
        format!("{}.{}", identifier(&self.schema), identifier(&self.table))
    }

    /// One of the job's statements, with its names put in.
    pub(crate) fn sql(&self, pick: impl Fn(&Statements) -> &'static str) -> String {
        self.sql_where(pick, "1 = 1")
    }

    /// The same, for rows that a predicate picks.
    pub(crate) fn sql_where(&self, pick: impl Fn(&Statements) -> &'static str, predicate: &str) -> String {
        let index = |name: &str| format!("{}.{}", identifier(&self.schema), identifier(&format!("{}_{name}", self.table)));
        pick(self.statements)
            .replace("${target}", &self.quoted())
            .replace("${table}", &identifier(&self.table))
            .replace("${index_current}", &index("current"))
            .replace("${index_versions}", &index("versions"))
            .replace("${where}", predicate)
    }

    /// Whether the table is there.
    pub(crate) fn exists(&self, connection: &Connection) -> Result<bool> {
        connection
            .table_exists(Some(self.schema.as_str()), &self.table)
            .map_err(|error| fault(error, format!("cannot look for the table {}", self.name())))
    }

    /// Current rows, special members left out.
    pub(crate) fn count_current(&self, connection: &Connection) -> Result<u64> {
        let sql = if self.info.key.is_empty() {
            format!("SELECT count(*) FROM {}", self.quoted())
        } else {
            format!("SELECT count(*) FROM ({})", self.sql(|statements| statements.read_slice).trim_end().trim_end_matches(';'))
        };
        connection
            .query_row(&sql, [], |row| row.get(0))
            .map_err(|error| fault(error, format!("cannot count the current rows of {}", self.name())))
    }

    /// The latest start among current rows, as stored.
    pub(crate) fn latest_start(&self, connection: &Connection) -> Result<Option<String>> {
        let Some(history) = &self.info.history else { return Ok(None) };
        let slice = self.sql(|statements| statements.read_slice);
        let sql = format!("SELECT max({}) FROM ({})", identifier(history.valid_from), slice.trim_end().trim_end_matches(';'));
        connection.query_row(&sql, [], |row| row.get(0)).map_err(|error| fault(error, "cannot read the latest start of a version"))
    }
}

/// Rows that one statement inserts: what SQLite does once a statement is shared by so many.
pub(crate) const INSERT_ROWS: usize = 16;

/// An `INSERT … VALUES (…)` for several rows.
fn repeated(insert: &str, rows: usize) -> String {
    let Some((head, row)) = insert.trim_end().trim_end_matches(';').rsplit_once("VALUES ") else { return insert.to_owned() };
    format!("{head}VALUES {}", vec![row; rows].join(", "))
}

/// The statements that a job brings for SQLite.
pub(crate) fn statements(info: &'static JobInfo) -> Result<&'static Statements> {
    info.sql.iter().find(|(backend, _)| *backend == Backend::Sqlite).map(|(_, statements)| statements).ok_or_else(|| {
        Error::usage(format!("the job {} was not generated for SQLite", info.name)).help("generate it again with kind: sqlite")
    })
}

/// An instant as the history's columns store it.
pub(crate) fn history_text(instant: TimestampTz, ty: SqlType) -> String {
    match ty {
        SqlType::Date => instant.format("%Y-%m-%d").to_string(),
        SqlType::Timestamp => instant.format("%Y-%m-%dT%H:%M:%S%.6f").to_string(),
        _ => crate::clock::text(instant),
    }
}
