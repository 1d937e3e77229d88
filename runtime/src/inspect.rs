//! What connections hold, for tools that write and check specs. Nothing here writes, and no secret
//! is shown.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::adapters::{self, KINDS};
use crate::connections::{self, Connection, ConnectionsRequest};
use crate::database::inspect::Inspector;
use crate::database::{self, Database};
use crate::error::{Error, Result};
use crate::info::Param;
use crate::source::unended;
use crate::suggest;

pub use crate::database::inspect::{Column, Query, Table};

/// What a server shows of the session.
const PURPOSE: &str = "loadwright inspect";

/// A name as SQL writes it, quoted.
#[must_use]
pub fn identifier(name: &str) -> String {
    database::identifier(name)
}

/// A connection by its name, whatever its kind.
///
/// # Errors
/// Of usage: no file, one that is not well formed, a connection that it does not have, a variable
/// that is not set.
pub fn connection(request: &ConnectionsRequest, name: &str) -> Result<Connection> {
    connections::any(request, name, KINDS)
}

/// The root folders of the connections of kind `files`; those whose variables are not set are left
/// out.
///
/// # Errors
/// Of usage: no file, one that is not well formed, a connection that it does not have, a variable
/// that is not set.
pub fn roots(request: &ConnectionsRequest) -> Result<BTreeMap<String, PathBuf>> {
    let mut roots = BTreeMap::new();
    for name in connections::names(request)? {
        let connection = connections::any(request, &name, KINDS)
            .ok()
            .filter(|connection| connection.database().is_err());
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
    let inspector = inspector(connection)?;
    let found = inspector.table(&mut database, schema, table)?;
    if found.columns.is_empty() {
        let tables = inspector.tables(&mut database, schema)?;
        return Err(Error::usage(format!(
            "there is no table {schema}.{table} in the connection {}",
            connection.name()
        ))
        .help(suggest::advice(table, tables.iter().map(String::as_str))));
    }
    Ok(found)
}

/// The user's text of a query as a part of other statements.
#[must_use]
pub fn query_text(sql: &str) -> &str {
    unended(sql)
}

/// Has a query's database prepare it, and tell its columns. A server also looks at its first rows
/// for NULLs in the columns that must have none.
///
/// # Errors
/// A database that cannot be opened or does not answer; a query that it does not take.
pub fn query(
    connection: &Connection,
    sql: &str,
    params: &[(Param, String)],
    not_null: &[&str],
    sample: u64,
) -> Result<Query> {
    inspector(connection)?.query(
        &mut reader(connection)?,
        unended(sql),
        params,
        not_null,
        sample,
    )
}

fn inspector(connection: &Connection) -> Result<&'static dyn Inspector> {
    adapters::inspector(connection.kind()).ok_or_else(|| {
        Error::usage(format!(
            "the connection {} is no database",
            connection.name()
        ))
    })
}

fn reader(connection: &Connection) -> Result<Database> {
    connection.database()?.reader(PURPOSE)?.ok_or_else(|| {
        Error::usage(format!(
            "the database of the connection {} is not there",
            connection.name()
        ))
    })
}
