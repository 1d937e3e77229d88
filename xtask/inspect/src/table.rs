//! A table of a database. SQLite's types say little, so its rows are asked too.

use loadwright_runtime::connections::ConnectionsRequest;
use loadwright_runtime::inspect::{self, Table, identifier};
use rusqlite::types::ValueRef;
use rusqlite::{Connection as Sqlite, OpenFlags};
use serde_json::{Value, json};

use super::Result;
use super::infer::Column;

pub(crate) fn look(
    request: &ConnectionsRequest,
    connection: &str,
    table: &str,
    sample: u64,
) -> Result {
    let connection = inspect::connection(request, connection)?;
    if connection.kind() == "files" {
        return Err(format!(
            "the connection {} has files: name the file itself",
            connection.name()
        )
        .into());
    }
    let found = inspect::table(&connection, table)?;
    let columns = match connection.path() {
        Some(path) => from_rows(&open(path)?, table, &found, sample)?,
        None => found
            .columns
            .iter()
            .map(|column| json!({"name": column.name, "declared": column.declared, "not_null": column.not_null}))
            .collect(),
    };
    Ok(json!({"kind": found.kind, "columns": columns, "keys": found.keys}))
}

pub(crate) fn open(path: &std::path::Path) -> Result<Sqlite> {
    Ok(Sqlite::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?)
}

/// A table's name, with its schema where it has one.
pub(crate) fn quoted_table(table: &str) -> String {
    table
        .split('.')
        .map(identifier)
        .collect::<Vec<_>>()
        .join(".")
}

/// What a SQLite column holds.
#[derive(Default)]
struct Held {
    integers: u64,
    reals: u64,
    texts: u64,
    blobs: u64,
    least: i64,
    most: i64,
    column: Column,
}

fn from_rows(database: &Sqlite, table: &str, found: &Table, sample: u64) -> Result<Vec<Value>> {
    let names: Vec<String> = found
        .columns
        .iter()
        .map(|column| identifier(&column.name))
        .collect();
    let mut statement = database.prepare(&format!(
        "SELECT {} FROM {} LIMIT {sample}",
        names.join(", "),
        quoted_table(table)
    ))?;
    let mut held: Vec<Held> = names.iter().map(|_| Held::default()).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for (place, held) in held.iter_mut().enumerate() {
            match row.get_ref(place)? {
                ValueRef::Null => {}
                ValueRef::Integer(value) => {
                    held.integers += 1;
                    (held.least, held.most) = (held.least.min(value), held.most.max(value));
                }
                ValueRef::Real(_) => held.reals += 1,
                ValueRef::Text(text) => {
                    held.texts += 1;
                    held.column.take(&String::from_utf8_lossy(text));
                }
                ValueRef::Blob(_) => held.blobs += 1,
            }
        }
    }
    Ok(found
        .columns
        .iter()
        .zip(&held)
        .map(|(column, held)| described(column, held))
        .collect())
}

fn described(column: &inspect::Column, held: &Held) -> Value {
    let declared = column.declared.to_uppercase();
    let says = |words: &[&str]| words.iter().any(|word| declared.contains(word));
    let is = |ty: &str| held.texts > 0 && held.column.is(ty);
    let classes = [held.integers + held.reals, held.texts, held.blobs]
        .iter()
        .filter(|count| **count > 0)
        .count();
    let mut notes = Vec::new();
    if classes > 1 {
        notes.push(
            "holds values of several storage classes: those of another than the type's are \
             rejected"
                .to_owned(),
        );
    }
    let ty = match () {
        () if held.texts > 0 => match () {
            () if says(&["DATETIME", "TIMESTAMP", "DATE"]) && is("date") => "date",
            () if says(&["DATETIME", "TIMESTAMP"]) && is("timestamp") => "timestamp",
            () if says(&["DATETIME", "TIMESTAMP"]) && is("timestamptz") => "timestamptz",
            () if says(&["TIME"]) && is("time") => "time",
            () if says(&["UUID"]) && is("uuid") => "uuid",
            () if says(&["JSON"]) && is("json") => "json",
            () => "text",
        },
        () if held.blobs > 0 => "bytea",
        () if held.reals > 0 => "double precision",
        () if held.integers > 0 && says(&["BOOL"]) && held.least >= 0 && held.most <= 1 => {
            "boolean"
        }
        () if held.integers > 0 => "bigint",
        () => {
            notes.push("no row has a value: decide".to_owned());
            match () {
                () if says(&["BOOL"]) => "boolean",
                () if says(&["INT"]) => "bigint",
                () if says(&["REAL", "FLOA", "DOUB"]) => "double precision",
                () if says(&["BLOB"]) => "bytea",
                () => "text",
            }
        }
    };
    json!({"name": column.name, "type": ty, "declared": column.declared, "not_null": column.not_null, "notes": notes})
}
