//! What a database says of its tables and queries, for tools. Nothing here writes.

use crate::database::{Database, Record, fault, values};
use crate::error::Result;
use crate::info::Param;

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

/// How an adapter's database describes what is in it.
pub(crate) trait Inspector {
    /// A table or view; without columns: there is none of this name.
    fn table(&self, database: &mut Database, schema: &str, table: &str) -> Result<Table>;

    /// The names of all tables and views of a schema.
    fn tables(&self, database: &mut Database, schema: &str) -> Result<Vec<String>>;

    /// A query, prepared; see [`query`].
    fn query(
        &self,
        database: &mut Database,
        sql: &str,
        params: &[(Param, String)],
        not_null: &[&str],
        sample: u64,
    ) -> Result<Query>;
}

/// A table of two queries: its columns as name, type, whether it refuses NULL; its keys as one row
/// a column, of which the first value is the key's and the last the column's name.
pub(crate) fn described(
    database: &mut Database,
    kind: &'static str,
    table: &str,
    columns: &str,
    keys: &str,
) -> Result<Table> {
    let looking = |error| fault(error, format!("cannot look at the table {table}"));
    let column = |row: &Record| {
        Ok(Column {
            name: row.get(0)?,
            declared: row.get(1)?,
            not_null: row.get(2)?,
        })
    };
    let columns = database
        .query(columns, values![], column)
        .map_err(looking)?;
    let parts: Vec<(String, Option<String>)> = database
        .query(keys, values![], |row| Ok((row.get(0)?, row.get(3)?)))
        .map_err(looking)?;
    let mut found: Vec<(String, Vec<Option<String>>)> = Vec::new();
    for (key, column) in parts {
        match found.last_mut().filter(|(last, _)| *last == key) {
            Some((_, columns)) => columns.push(column),
            None => found.push((key, vec![column])),
        }
    }
    // A key over an expression has a column without a name.
    let keys = found
        .into_iter()
        .filter_map(|(_, columns)| columns.into_iter().collect())
        .collect();
    Ok(Table {
        kind,
        columns,
        keys,
    })
}
