//! A source against what its spec says of it. Files and SQLite tables are read row by row, by the
//! readers that the job itself has.

use std::collections::BTreeMap;
use std::io::Read;

use loadwright_runtime::adapters::files::{CsvSource, discover};
use loadwright_runtime::connections::{Connection, ConnectionsRequest};
use loadwright_runtime::info::{Column, Csv, FileOrder, Files, LoadedFiles, Param, Trim};
use loadwright_runtime::inspect;
use loadwright_runtime::row::{Reject, RowReader};
use loadwright_runtime::source::{Rows, SourceRow};
use loadwright_runtime::value::SqlType;
use loadwright_runtime::value::cell::{Cell, CellRow};
use rusqlite::types::ValueRef;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Result;
use super::table::{open, quoted_table};

/// What the spec says, as the generator writes it.
#[derive(Debug, Deserialize)]
struct Wanted {
    connection: String,
    /// A table's name, its params filled in.
    table: Option<String>,
    /// A query's text.
    query: Option<String>,
    /// The params that a query may use.
    params: Vec<WantedParam>,
    file: Option<WantedFile>,
    columns: Vec<WantedColumn>,
    /// Rows that are read.
    sample: u64,
}

#[derive(Debug, Deserialize)]
struct WantedParam {
    name: String,
    #[serde(rename = "type")]
    ty: String,
    numbers: Vec<u32>,
    value: String,
}

#[derive(Debug, Deserialize)]
struct WantedFile {
    pattern: String,
    params: BTreeMap<String, String>,
    header: bool,
    by_name: bool,
    delimiter: u8,
    quote: u8,
    skip_lines: u64,
    footer_lines: u64,
    encoding: String,
    ignore_empty_lines: bool,
}

#[derive(Debug, Deserialize)]
struct WantedColumn {
    name: String,
    #[serde(rename = "type")]
    ty: String,
    /// Precision and scale, or a length.
    numbers: Vec<u32>,
    not_null: bool,
    nulls: Vec<String>,
    quoted_nulls: bool,
    trim: String,
    format: String,
    decimal: u8,
    booleans: Option<(String, String)>,
    timezone: String,
}

pub(crate) fn check(request: &ConnectionsRequest, input: &mut dyn Read) -> Result {
    let wanted: Wanted = serde_json::from_reader(input)?;
    let connection = inspect::connection(request, &wanted.connection)?;
    if let Some(sql) = &wanted.query {
        return query(&connection, sql, &wanted);
    }
    match (
        connection.kind(),
        connection.path(),
        &wanted.file,
        &wanted.table,
    ) {
        ("files", Some(root), Some(file), _) => files(root, file, &wanted),
        ("sqlite", Some(path), _, Some(table)) => {
            let found = inspect::table(&connection, table)?;
            let names: Vec<&str> = found
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .collect();
            let misfits = sqlite(&open(path)?, &quoted_table(table), &names, &wanted)?;
            Ok(json!({"kind": "sqlite", "columns": declared(&found), "misfits": misfits}))
        }
        (kind, None, _, Some(table)) => {
            let found = inspect::table(&connection, table)?;
            Ok(json!({"kind": kind, "columns": declared(&found), "misfits": []}))
        }
        _ => Err(format!(
            "the connection {} is of another kind than the spec's source",
            connection.name()
        )
        .into()),
    }
}

/// A query: its database tells the columns. SQLite's rows are read like a table's; of a server's
/// the NULLs are counted.
fn query(connection: &Connection, sql: &str, wanted: &Wanted) -> Result<Value> {
    let mut params = Vec::new();
    for param in &wanted.params {
        let name: &'static str = Box::leak(param.name.clone().into_boxed_str());
        params.push((
            Param {
                name,
                ty: sql_type(&param.ty, &param.numbers)?,
                default: None,
            },
            param.value.clone(),
        ));
    }
    let not_null: Vec<&str> = wanted
        .columns
        .iter()
        .filter(|column| column.not_null)
        .map(|column| column.name.as_str())
        .collect();
    let found = inspect::query(connection, sql, &params, &not_null, wanted.sample)?;
    let misfits = match connection.path() {
        Some(path) => {
            let names: Vec<&str> = found
                .columns
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            sqlite(
                &open(path)?,
                &format!("({})", inspect::query_text(sql)),
                &names,
                wanted,
            )?
        }
        None => {
            let nulls = found.nulls.iter().map(|(column, rows)| {
                let place = format!("one of the first {} rows", found.rows);
                json!({"column": column, "rows": rows, "of": found.rows, "place": place, "value": null, "reason": "NULL in a column that is not null"})
            });
            nulls.collect()
        }
    };
    // Which columns of a query may be NULL, a database does not tell.
    let columns = found
        .columns
        .iter()
        .map(|(name, declared)| json!({"name": name, "declared": declared, "not_null": true}));
    let columns: Vec<Value> = columns.collect();
    Ok(json!({"kind": found.kind, "columns": columns, "misfits": misfits}))
}

fn declared(table: &inspect::Table) -> Vec<Value> {
    let column = |column: &inspect::Column| json!({"name": column.name, "declared": column.declared, "not_null": column.not_null});
    table.columns.iter().map(column).collect()
}

/// The values that do not fit, by column of the spec.
struct Misfits<'w> {
    columns: Vec<(&'w WantedColumn, &'static Column)>,
    found: Vec<Option<Misfit>>,
    rows: u64,
}

#[derive(Debug)]
struct Misfit {
    count: u64,
    place: String,
    value: Option<String>,
    reason: String,
}

impl Misfits<'_> {
    fn take<'a>(&mut self, row: &impl RowReader<'a>, place: impl Fn() -> String) {
        self.rows += 1;
        for ((wanted, column), found) in self.columns.iter().zip(&mut self.found) {
            let reject = match read(row, column) {
                Ok(true) => continue,
                Ok(false) if !wanted.not_null => continue,
                Ok(false) => Reject::null(column.name),
                Err(reject) => reject,
            };
            match found {
                Some(misfit) => misfit.count += 1,
                None => {
                    *found = Some(Misfit {
                        count: 1,
                        place: place(),
                        value: reject.value,
                        reason: reject.reason.into_owned(),
                    })
                }
            }
        }
    }

    fn json(&self) -> Vec<Value> {
        let both = self.columns.iter().zip(&self.found);
        both.filter_map(|((wanted, _), misfit)| {
            let Misfit { count, place, value, reason } = misfit.as_ref()?;
            Some(json!({"column": wanted.name, "rows": count, "of": self.rows, "place": place, "value": value, "reason": reason}))
        })
        .collect()
    }
}

/// Whether there is a value, read as the column's type.
fn read<'a>(
    row: &impl RowReader<'a>,
    column: &'static Column,
) -> std::result::Result<bool, Reject> {
    match column.ty {
        SqlType::Boolean => row.boolean(column).map(|value| value.is_some()),
        SqlType::SmallInt => row.smallint(column).map(|value| value.is_some()),
        SqlType::Integer => row.integer(column).map(|value| value.is_some()),
        SqlType::BigInt => row.bigint(column).map(|value| value.is_some()),
        SqlType::Real => row.real(column).map(|value| value.is_some()),
        SqlType::Double => row.double(column).map(|value| value.is_some()),
        SqlType::Decimal { .. } => row.decimal(column).map(|value| value.is_some()),
        SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => {
            row.text(column).map(|value| value.is_some())
        }
        SqlType::Bytea => row.bytea(column).map(|value| value.is_some()),
        SqlType::Date => row.date(column).map(|value| value.is_some()),
        SqlType::Time => row.time(column).map(|value| value.is_some()),
        SqlType::Timestamp => row.timestamp(column).map(|value| value.is_some()),
        SqlType::TimestampTz => row.timestamptz(column).map(|value| value.is_some()),
        SqlType::Uuid => row.uuid(column).map(|value| value.is_some()),
        SqlType::Json => row.json(column).map(|value| value.is_some()),
    }
}

fn files(root: &std::path::Path, file: &WantedFile, wanted: &Wanted) -> Result {
    let order = Files {
        order: FileOrder::Name,
        loaded: LoadedFiles::Reload,
        none_is_error: true,
    };
    let found = discover(
        root,
        &file.pattern,
        &|name| file.params.get(name).cloned(),
        &order,
    )?;
    if found.is_empty() {
        return Err("there is no such file".into());
    }
    let csv = Csv {
        header: file.header,
        by_name: file.by_name,
        extra_is_error: false,
        missing_is_error: false,
        delimiter: file.delimiter,
        quote: file.quote,
        skip_lines: file.skip_lines,
        footer_lines: file.footer_lines,
        encoding: Box::leak(file.encoding.clone().into_boxed_str()),
        ignore_empty_lines: file.ignore_empty_lines,
    };
    let columns: Vec<(usize, &WantedColumn)> = wanted.columns.iter().enumerate().collect();
    let (kept, leaked) = leak(&columns)?;
    let source = CsvSource::open(found, leaked, &csv)?;
    let mut misfits = Misfits {
        found: kept.iter().map(|_| None).collect(),
        columns: kept.into_iter().zip(leaked).collect(),
        rows: 0,
    };
    let mut rows = source.rows();
    while misfits.rows < wanted.sample {
        let Some(row) = rows.next()? else { break };
        let position = row.position();
        let place = || {
            format!(
                "{}:{}",
                source.file(position.file).map_or("", |file| &file.name),
                position.line
            )
        };
        misfits.take(&row, place);
    }
    let header = source.header();
    // A column that is gone is told as such; that it is NULL throughout says no more.
    let is_there =
        |misfit: &Value| header.is_empty() || header.iter().any(|name| misfit["column"] == **name);
    let misfits_there: Vec<Value> = misfits.json().into_iter().filter(is_there).collect();
    let columns: Vec<Value> = header.iter().map(|name| json!({"name": name})).collect();
    let names: Vec<String> = source.files().map(|file| file.name.to_string()).collect();
    Ok(
        json!({"kind": "file", "files": names, "columns": columns, "by_name": file.by_name, "misfits": misfits_there, "rows": misfits.rows}),
    )
}

fn sqlite(
    database: &rusqlite::Connection,
    rows_of: &str,
    names: &[&str],
    wanted: &Wanted,
) -> Result<Vec<Value>> {
    let found = |name: &str| {
        names
            .iter()
            .find(|other| other.eq_ignore_ascii_case(name))
            .copied()
    };
    let columns: Vec<&WantedColumn> = wanted
        .columns
        .iter()
        .filter(|column| found(&column.name).is_some())
        .collect();
    let list: Vec<String> = columns
        .iter()
        .filter_map(|column| found(&column.name))
        .map(inspect::identifier)
        .collect();
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let numbered: Vec<(usize, &WantedColumn)> = columns.into_iter().enumerate().collect();
    let (kept, leaked) = leak(&numbered)?;
    let mut misfits = Misfits {
        found: kept.iter().map(|_| None).collect(),
        columns: kept.into_iter().zip(leaked).collect(),
        rows: 0,
    };
    let sql = format!(
        "SELECT {} FROM {} LIMIT {}",
        list.join(", "),
        rows_of,
        wanted.sample
    );
    let mut statement = database.prepare(&sql)?;
    for param in &wanted.params {
        if let Some(place) = statement.parameter_index(&format!(":{}", param.name))? {
            statement.raw_bind_parameter(place, bound(param)?)?;
        }
    }
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let cells = (0..list.len()).map(|place| {
            Ok(match row.get_ref(place)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(value) => Cell::Integer(value),
                ValueRef::Real(value) => Cell::Real(value),
                ValueRef::Text(text) => {
                    std::str::from_utf8(text).map_or(Cell::Blob(text), Cell::Text)
                }
                ValueRef::Blob(bytes) => Cell::Blob(bytes),
            })
        });
        let cells: Vec<Cell<'_>> = cells.collect::<rusqlite::Result<_>>()?;
        let number = misfits.rows + 1;
        misfits.take(&CellRow::new(cells.as_slice()), || format!("row {number}"));
    }
    Ok(misfits.json())
}

/// A parameter as the job binds it.
fn bound(param: &WantedParam) -> Result<rusqlite::types::Value> {
    Ok(loadwright_runtime::adapters::sqlite::inspect::bound(
        sql_type(&param.ty, &param.numbers)?,
        &param.value,
    )?)
}

/// Columns for the readers, which want them for as long as a job runs: as long as this program.
fn leak<'w>(
    columns: &[(usize, &'w WantedColumn)],
) -> Result<(Vec<&'w WantedColumn>, &'static [Column])> {
    let text = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let mut leaked = Vec::new();
    for (index, wanted) in columns {
        let nulls: Vec<&'static str> = wanted.nulls.iter().map(|null| text(null)).collect();
        leaked.push(Column {
            name: text(&wanted.name),
            header: text(&wanted.name),
            index: *index,
            ty: sql_type(&wanted.ty, &wanted.numbers)?,
            nulls: Box::leak(nulls.into_boxed_slice()),
            quoted_nulls: wanted.quoted_nulls,
            trim: match wanted.trim.as_str() {
                "both" => Trim::Both,
                "right" => Trim::Right,
                _ => Trim::None,
            },
            format: text(&wanted.format),
            decimal_mark: wanted.decimal,
            booleans: wanted
                .booleans
                .as_ref()
                .map(|(yes, no)| (text(yes), text(no))),
            timezone: text(&wanted.timezone),
        });
    }
    Ok((
        columns.iter().map(|(_, wanted)| *wanted).collect(),
        Box::leak(leaked.into_boxed_slice()),
    ))
}

fn sql_type(name: &str, numbers: &[u32]) -> Result<SqlType> {
    let small = |place: usize| {
        numbers
            .get(place)
            .and_then(|number| u8::try_from(*number).ok())
            .unwrap_or_default()
    };
    Ok(match (name, numbers) {
        ("boolean", _) => SqlType::Boolean,
        ("smallint", _) => SqlType::SmallInt,
        ("integer", _) => SqlType::Integer,
        ("bigint", _) => SqlType::BigInt,
        ("real", _) => SqlType::Real,
        ("double precision", _) => SqlType::Double,
        ("decimal", _) => SqlType::decimal(small(0), small(1)),
        ("text", _) => SqlType::Text,
        ("varchar", [length]) => SqlType::Varchar(*length),
        ("char", [length]) => SqlType::Char(*length),
        ("bytea", _) => SqlType::Bytea,
        ("date", _) => SqlType::Date,
        ("time", _) => SqlType::Time,
        ("timestamp", _) => SqlType::Timestamp,
        ("timestamptz", _) => SqlType::TimestampTz,
        ("uuid", _) => SqlType::Uuid,
        ("json", _) => SqlType::Json,
        _ => return Err(format!("unknown type {name}").into()),
    })
}
