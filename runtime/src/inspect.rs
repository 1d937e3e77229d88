//! What connections hold, for tools that write and check specs. Nothing here writes, and no secret is shown.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::connections::{self, Connection, ConnectionsRequest};
use crate::database::{self, Database, Dialect, Record, fault, literal, values};
use crate::engine::origin::unended;
use crate::error::{Error, Result};
use crate::info::{Param, SqlType};
use crate::suggest;
use crate::value::ParamValue;

/// What a server shows of the session.
const PURPOSE: &str = "loadwright inspect";

/// A table or view as its database describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// `sqlite` or `postgres`.
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
        if let Ok(Connection::Files { name, root }) = connections::any(request, &name) {
            roots.insert(name, root);
        }
    }
    Ok(roots)
}

/// Looks at a table, `table` or `schema.table`.
///
/// # Errors
/// A database that cannot be opened or does not answer; no such table.
pub fn table(connection: &Connection, table: &str) -> Result<Table> {
    let mut database = reader(connection)?;
    let (schema, table) = table.split_once('.').unwrap_or((connection.schema(), table));
    let found = match database.dialect() {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => sqlite(&mut database, schema, table)?,
        #[cfg(feature = "postgres")]
        Dialect::Postgres => postgres(&mut database, schema, table)?,
    };
    if found.columns.is_empty() {
        let tables = tables(&mut database, schema)?;
        return Err(Error::usage(format!("there is no table {schema}.{table} in the connection {}", connection.name()))
            .help(suggest::advice(table, tables.iter().map(String::as_str))));
    }
    Ok(found)
}

/// A query as its database describes it, unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// `sqlite` or `postgres`.
    pub kind: &'static str,
    /// Names and types of its columns; SQLite's have no type.
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
    let mut database = reader(connection)?;
    match &mut database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(sqlite) => {
            let statement = sqlite.prepare(unended(sql)).map_err(|error| fault(error, "the database does not take the query"))?;
            let columns = statement.column_names().map(|name| (name.to_owned(), String::new())).collect();
            Ok(Query { kind: "sqlite", columns, rows: 0, nulls: Vec::new() })
        }
        #[cfg(feature = "postgres")]
        Database::Postgres(_) => postgres_query(&mut database, sql, params, not_null, sample),
    }
}

/// A parameter's text as SQLite takes it.
///
/// # Errors
/// The text is no value of the type.
#[cfg(feature = "sqlite")]
pub fn bound(ty: SqlType, text: &str) -> Result<rusqlite::types::Value> {
    let value = ParamValue::parse(text, ty).map_err(|fault| Error::usage(format!("the parameter's value {text:?}: {}", fault.reason)))?;
    Ok(crate::engine::origin::bound(&value))
}

fn reader(connection: &Connection) -> Result<Database> {
    Database::reader(connection, PURPOSE)?
        .ok_or_else(|| Error::usage(format!("the database of the connection {} is not there", connection.name())))
}

#[cfg(feature = "postgres")]
fn postgres_query(database: &mut Database, sql: &str, params: &[(Param, String)], not_null: &[&str], sample: u64) -> Result<Query> {
    let refused = |error| fault(error, "the database does not take the query");
    let mut given = Vec::new();
    for (param, value) in params {
        let place = format!("lw.p_{}", param.name);
        database.query_row("SELECT set_config(?1, ?2, false)", values![&place, value], |_| Ok(())).map_err(refused)?;
        given.push((*param, ParamValue::Text(value.clone())));
    }
    let (params, given): (Vec<Param>, Vec<ParamValue>) = given.into_iter().unzip();
    let sql = crate::engine::origin::params_as_settings(unended(sql), &params, &given)?;
    let described = match database {
        Database::Postgres(session) => session.described(&sql).map_err(refused)?,
        #[cfg(feature = "sqlite")]
        Database::Sqlite(_) => Vec::new(),
    };
    let mut columns = Vec::new();
    for (name, ty, modifier) in described {
        // An enum counts as its texts; a domain is told as its base type already.
        let type_name = format!(
            "SELECT CASE typtype WHEN 'e' THEN 'text' ELSE format_type(oid, nullif({modifier}, -1)) END FROM pg_type WHERE oid = {ty}"
        );
        columns.push((name, database.query_row(&type_name, values![], |row| row.get(0)).map_err(refused)?));
    }
    let asked: Vec<&str> = not_null.iter().copied().filter(|name| columns.iter().any(|(column, _)| column == name)).collect();
    let counts: String = asked.iter().map(|name| format!(", count(*) FILTER (WHERE {} IS NULL)", identifier(name))).collect();
    let sql = format!("SELECT count(*){counts} FROM (SELECT * FROM ({sql}) AS q LIMIT {sample}) AS s");
    let counted = database
        .query_row(&sql, values![], |row| (0..=asked.len()).map(|place| row.get::<i64>(place)).collect::<std::result::Result<Vec<_>, _>>());
    let counted: Vec<u64> = counted.map_err(refused)?.into_iter().map(i64::unsigned_abs).collect();
    let (rows, nulls) = counted.split_first().map_or((0, &[][..]), |(rows, nulls)| (*rows, nulls));
    let nulls = asked.into_iter().map(str::to_owned).zip(nulls.iter().copied()).filter(|(_, count)| *count > 0).collect();
    Ok(Query { kind: "postgres", columns, rows, nulls })
}

/// The names of all tables and views of a schema.
fn tables(database: &mut Database, schema: &str) -> Result<Vec<String>> {
    let sql = match database.dialect() {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => format!("SELECT name FROM {}.sqlite_schema WHERE type IN ('table', 'view') ORDER BY name", identifier(schema)),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => format!(
            "SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = to_regnamespace({}) AND c.relkind IN ('r', 'v', 'm', 'f', 'p') \
             ORDER BY 1",
            literal(&identifier(schema))
        ),
    };
    database.query(&sql, values![], |row| row.get(0)).map_err(|error| fault(error, format!("cannot list the tables of {schema}")))
}

#[cfg(feature = "sqlite")]
fn sqlite(database: &mut Database, schema: &str, table: &str) -> Result<Table> {
    let (name, schema) = (literal(table), literal(schema));
    // A rowid by another name is never NULL; other keys of SQLite may be.
    let columns = format!(
        "SELECT name, type, \"notnull\" OR (pk = 1 AND upper(type) = 'INTEGER') FROM pragma_table_xinfo({name}, {schema}) WHERE hidden <> 1"
    );
    let keys = format!(
        "SELECT '' AS list, -1 AS place, pk, name FROM pragma_table_info({name}, {schema}) WHERE pk > 0 UNION ALL \
         SELECT l.name, l.seq, i.seqno, i.name FROM pragma_index_list({name}, {schema}) l, pragma_index_info(l.name, {schema}) i \
         WHERE l.\"unique\" AND NOT l.partial AND l.origin <> 'pk' ORDER BY 2, 3"
    );
    read(database, "sqlite", table, &columns, &keys)
}

#[cfg(feature = "postgres")]
fn postgres(database: &mut Database, schema: &str, table: &str) -> Result<Table> {
    let name = literal(&format!("{}.{}", identifier(schema), identifier(table)));
    // A domain counts as its base type, an enum as its texts.
    let columns = format!(
        "SELECT a.attname::text, CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) WHEN 'e' THEN 'text' \
         ELSE format_type(a.atttypid, a.atttypmod) END, a.attnotnull OR t.typnotnull \
         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
         WHERE a.attrelid = to_regclass({name}) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
    );
    let keys = format!(
        "SELECT i.indexrelid::regclass::text, 0, k.place::bigint, a.attname::text FROM pg_index i \
         CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place) \
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum \
         WHERE i.indrelid = to_regclass({name}) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL \
         AND k.place <= i.indnkeyatts ORDER BY i.indisprimary DESC, i.indexrelid, k.place"
    );
    read(database, "postgres", table, &columns, &keys)
}

fn read(database: &mut Database, kind: &'static str, table: &str, columns: &str, keys: &str) -> Result<Table> {
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
