//! What connections hold, for tools that write and check specs. Nothing here writes, and no secret is shown.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::connections::{self, Connection, ConnectionsRequest};
use crate::database::{self, Database, Record, fault, values};
use crate::error::{Error, Result};
use crate::info::Param;
use crate::source::unended;
use crate::suggest;

/// What a server shows of the session.
const PURPOSE: &str = "loadwright inspect";

/// A table or view as its database describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The connection's kind.
    pub kind: &'static str,
    /// Its columns in their order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, then those of unique indexes over all rows.
    pub keys: Vec<Vec<String>>,
}

/// A column as its database describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Type, in the database's words.
    pub declared: String,
    /// It refuses NULL.
    pub not_null: bool,
}

/// A name as SQL writes it, quoted.
#[must_use]
pub fn identifier(name: &str) -> String {
    database::identifier(name)
}

/// A connection by its name, whatever its kind.
///
/// # Errors
/// As [`connections::Connections::load`].
pub fn connection(request: &ConnectionsRequest, name: &str) -> Result<Connection> {
    connections::any(request, name)
}

/// The root folders of the connections of kind `files`; those whose variables are not set are left out.
///
/// # Errors
/// As [`connections::Connections::load`].
pub fn roots(request: &ConnectionsRequest) -> Result<BTreeMap<String, PathBuf>> {
    let mut roots = BTreeMap::new();
    for name in connections::names(request)? {
        let connection = connections::any(request, &name).ok().filter(|connection| connection.database().is_err());
        if let Some(root) = connection.as_ref().and_then(Connection::path) {
            roots.insert(name, root.to_owned());
        }
    }
    Ok(roots)
}

/// Looks at a table, `table` or `schema.table`.
///
/// # Errors
/// A database that cannot be opened or does not answer; no such table.
pub fn table(connection: &Connection, table: &str) -> Result<Table> {
    let place = connection.database()?;
    let mut database = reader(connection)?;
    let (schema, table) = table.split_once('.').unwrap_or((place.schema(), table));
    let inspector = place.inspector();
    let found = inspector.table(&mut database, schema, table)?;
    if found.columns.is_empty() {
        let tables = inspector.tables(&mut database, schema)?;
        return Err(Error::usage(format!("there is no table {schema}.{table} in the connection {}", connection.name()))
            .help(suggest::advice(table, tables.iter().map(String::as_str))));
    }
    Ok(found)
}

/// A query as its database describes it, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The connection's kind.
    pub kind: &'static str,
    /// Names and types of its columns; empty where the database gives them none.
    pub columns: Vec<(String, String)>,
    /// Rows that a server looked at for NULLs.
    pub rows: u64,
    /// In how many of them a column that must not be NULL was.
    pub nulls: Vec<(String, u64)>,
}

/// The user's text of a query as a part of other statements.
#[must_use]
pub fn query_text(sql: &str) -> &str {
    unended(sql)
}

/// Has a query's database prepare it, and tell its columns. A server also looks at its first rows for NULLs in the columns that must have
/// none.
///
/// # Errors
/// A database that cannot be opened or does not answer; a query that it does not take.
pub fn query(connection: &Connection, sql: &str, params: &[(Param, String)], not_null: &[&str], sample: u64) -> Result<Query> {
    connection.database()?.inspector().query(&mut reader(connection)?, unended(sql), params, not_null, sample)
}

fn reader(connection: &Connection) -> Result<Database> {
    connection
        .database()?
        .reader(PURPOSE)?
        .ok_or_else(|| Error::usage(format!("the database of the connection {} is not there", connection.name())))
}

/// How an adapter's database describes what is in it.
pub(crate) trait Inspector {
    /// A table or view; without columns: there is none of this name.
    fn table(&self, database: &mut Database, schema: &str, table: &str) -> Result<Table>;

    /// The names of all tables and views of a schema.
    fn tables(&self, database: &mut Database, schema: &str) -> Result<Vec<String>>;

    /// A query, prepared; see [`query`].
    fn query(&self, database: &mut Database, sql: &str, params: &[(Param, String)], not_null: &[&str], sample: u64) -> Result<Query>;
}

/// A table of two queries: its columns as name, type, whether it refuses NULL; its keys as one row a column, of which the first value is the
/// key's and the last the column's name.
pub(crate) fn described(database: &mut Database, kind: &'static str, table: &str, columns: &str, keys: &str) -> Result<Table> {
    let looking = |error| fault(error, format!("cannot look at the table {table}"));
    let column = |row: &Record| Ok(Column { name: row.get(0)?, declared: row.get(1)?, not_null: row.get(2)? });
    let columns = database.query(columns, values![], column).map_err(looking)?;
    let parts: Vec<(String, Option<String>)> = database.query(keys, values![], |row| Ok((row.get(0)?, row.get(3)?))).map_err(looking)?;
    let mut found: Vec<(String, Vec<Option<String>>)> = Vec::new();
    for (key, column) in parts {
        match found.last_mut().filter(|(last, _)| *last == key) {
            Some((_, columns)) => columns.push(column),
            None => found.push((key, vec![column])),
        }
    }
    // A key over an expression has a column without a name.
    let keys = found.into_iter().filter_map(|(_, columns)| columns.into_iter().collect()).collect();
    Ok(Table { kind, columns, keys })
}
