//! How SQLite describes its tables and queries.

use rusqlite::Connection;

use super::dialect::SqliteSql;
use super::source::bound as bound_value;
use crate::database::inspect::{Inspector, Query, Table, described};
use crate::database::{Database, SqlWords, fault, identifier, literal, values};
use crate::error::{Error, Result};
use crate::info::{Param, SqlType};
use crate::value::ParamValue;

pub(crate) struct SqliteInspector;

impl Inspector for SqliteInspector {
    fn table(&self, database: &mut Database, schema: &str, table: &str) -> Result<Table> {
        let (name, schema) = (literal(table), literal(schema));
        // A rowid by another name is never NULL; other keys may be.
        let columns = format!(
            "SELECT name, type, \"notnull\" OR (pk = 1 AND upper(type) = 'INTEGER') FROM \
             pragma_table_xinfo({name}, {schema}) WHERE hidden <> 1"
        );
        let keys = format!(
            "SELECT '' AS list, -1 AS place, pk, name FROM pragma_table_info({name}, {schema}) \
             WHERE pk > 0 UNION ALL SELECT l.name, l.seq, i.seqno, i.name FROM \
             pragma_index_list({name}, {schema}) l, pragma_index_info(l.name, {schema}) i WHERE \
             l.\"unique\" AND NOT l.partial AND l.origin <> 'pk' ORDER BY 2, 3"
        );
        described(database, SqliteSql.kind(), table, &columns, &keys)
    }

    fn tables(&self, database: &mut Database, schema: &str) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT name FROM {}.sqlite_schema WHERE type IN ('table', 'view') ORDER BY name",
            identifier(schema)
        );
        database
            .query(&sql, values![], |row| row.get(0))
            .map_err(|error| fault(error, format!("cannot list the tables of {schema}")))
    }

    fn query(
        &self,
        database: &mut Database,
        sql: &str,
        _: &[(Param, String)],
        _: &[&str],
        _: u64,
    ) -> Result<Query> {
        let connection: &mut Connection = database.of()?;
        let statement = connection
            .prepare(sql)
            .map_err(|error| fault(error, "the database does not take the query"))?;
        let columns = statement
            .column_names()
            .map(|name| (name.to_owned(), String::new()))
            .collect();
        Ok(Query {
            kind: SqliteSql.kind(),
            columns,
            rows: 0,
            nulls: Vec::new(),
        })
    }
}

/// A parameter's text as SQLite takes it.
///
/// # Errors
/// The text is no value of the type.
pub fn bound(ty: SqlType, text: &str) -> Result<rusqlite::types::Value> {
    let value = ParamValue::parse(text, ty).map_err(|fault| {
        Error::usage(format!("the parameter's value {text:?}: {}", fault.reason))
    })?;
    Ok(bound_value(&value))
}
