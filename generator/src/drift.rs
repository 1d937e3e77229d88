//! Drift: what a spec says of its source against what is there.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::diag::Span;
use crate::dialects::{self, ColumnType, Dialect};
use crate::model::{From, Job, Trim};
use crate::scaffold::FoundColumn;
use crate::types::SqlType;

/// What was found, as `xtask/inspect` prints it.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    /// `file`, or the name of a dialect.
    pub kind: String,
    /// Columns of the table, or names in the header of the last file.
    pub columns: Vec<FoundColumn>,
    /// Columns are found by their names.
    #[serde(default = "yes")]
    pub by_name: bool,
    /// Values that do not fit, at most one entry a column.
    pub misfits: Vec<Misfit>,
}

/// Values of a column that do not fit what the spec says.
#[derive(Debug, Clone, Deserialize)]
pub struct Misfit {
    /// The column.
    pub column: String,
    /// How many rows.
    pub rows: u64,
    /// Of how many.
    pub of: u64,
    /// Where the first is.
    pub place: String,
    /// Its text.
    pub value: Option<String>,
    /// What is wrong.
    pub reason: String,
}

fn yes() -> bool {
    true
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Column of the source.
    pub column: String,
    /// In a word.
    pub what: &'static str,
    /// What the spec says.
    pub spec: String,
    /// What the source says.
    pub source: String,
    /// It can make a run fail or reject rows; a column that the spec never named does not.
    pub counts: bool,
}

/// What to ask of a source. `params` gives the texts of its parameters.
#[must_use]
pub fn question(job: &Job, sample: u64, params: &[(String, String)]) -> Value {
    let filled = |text: &str| filled_in(text, params);
    let (table, query, file) = match &job.source.from {
        From::Query(query) => (None, Some(query), None),
        From::Table(table) => (Some(filled(table)), None, None),
        From::File { pattern, csv, .. } => {
            let params: serde_json::Map<String, Value> = params
                .iter()
                .map(|(name, value)| (name.clone(), json!(value)))
                .collect();
            let file = json!({
                "pattern": pattern, "params": params, "header": csv.header, "by_name": csv.by_name, "delimiter": csv.delimiter,
                "quote": csv.quote, "skip_lines": csv.skip_lines, "footer_lines": csv.footer_lines, "encoding": csv.encoding,
                "ignore_empty_lines": csv.ignore_empty_lines,
            });
            (None, None, Some(file))
        }
    };
    let columns: Vec<Value> = job
        .source
        .columns
        .iter()
        .map(|column| {
            let (name, numbers) = parts(column.ty);
            let trim = match column.trim {
                Trim::None => "none",
                Trim::Both => "both",
                Trim::Right => "right",
            };
            let called = column.from.as_ref().unwrap_or(&column.name);
            json!({
                "name": called, "type": name, "numbers": numbers, "not_null": column.not_null, "nulls": column.nulls,
                "quoted_nulls": column.quoted_nulls, "trim": trim, "format": column.format.as_deref().unwrap_or(""),
                "decimal": column.decimal_mark, "booleans": column.booleans, "timezone": job.source.timezone,
            })
        })
        .collect();
    let typed = params.iter().filter_map(|(name, value)| {
        let (ty, numbers) = parts(job.params.iter().find(|param| param.name == *name)?.ty);
        Some(json!({"name": name, "type": ty, "numbers": numbers, "value": value}))
    });
    let typed: Vec<Value> = typed.collect();
    json!({
        "connection": job.source.connection, "table": table, "query": query, "params": typed, "file": file, "columns": columns,
        "sample": sample,
    })
}

/// A table's name with its `${name}` replaced, once.
fn filled_in(text: &str, params: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, (name, behind))) = rest
        .split_once("${")
        .and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
    {
        out.push_str(before);
        out.push_str(
            params
                .iter()
                .find(|(param, _)| param == name)
                .map_or("", |(_, value)| value),
        );
        rest = behind;
    }
    out + rest
}

/// A type's name, and the numbers behind it.
fn parts(ty: SqlType) -> (String, Vec<u32>) {
    match ty {
        SqlType::Decimal { precision, scale } => {
            ("decimal".to_owned(), vec![precision.into(), scale.into()])
        }
        SqlType::Varchar(length) => ("varchar".to_owned(), vec![length]),
        SqlType::Char(length) => ("char".to_owned(), vec![length]),
        other => (other.to_string(), Vec::new()),
    }
}

/// Compares a job's source columns with what was found.
#[must_use]
pub fn compare(job: &Job, found: &Found) -> Vec<Drift> {
    let mut drifts = Vec::new();
    let dialect = dialects::named(&found.kind);
    let ignores_case = dialect.is_some_and(Dialect::ignores_case);
    let same = |one: &str, other: &str| {
        if ignores_case {
            one.eq_ignore_ascii_case(other)
        } else {
            one == other
        }
    };
    let typed = dialect.filter(|dialect| dialect.has_typed_columns());
    for column in &job.source.columns {
        let said = format!(
            "{}{}",
            column.ty,
            if column.not_null { " not null" } else { "" }
        );
        let drift = |what, source: String| Drift {
            column: column.name.clone(),
            what,
            spec: said.clone(),
            source,
            counts: true,
        };
        let name = column.from.as_ref().unwrap_or(&column.name);
        let there = found.columns.iter().find(|other| same(&other.name, name));
        match (there, typed) {
            (None, _) if found.by_name && !found.columns.is_empty() => {
                drifts.push(drift("gone", "-".to_owned()))
            }
            (Some(there), Some(dialect)) => {
                match there.column_type(Some(dialect)) {
                    Some(ColumnType { ty, .. }) if takes(column.ty, ty) => {}
                    // It may hold anything: each value is checked.
                    Some(ColumnType {
                        ty: SqlType::Decimal { .. },
                        is_guess: true,
                    }) if matches!(column.ty, SqlType::Decimal { .. }) => {}
                    _ => drifts.push(drift("type", there.declared.clone())),
                }
                if column.not_null && !there.not_null {
                    drifts.push(drift(
                        "nullability",
                        format!("{} (may be NULL)", there.declared),
                    ));
                }
            }
            _ => {}
        }
        if let Some(misfit) = found.misfits.iter().find(|misfit| misfit.column == *name) {
            let value = misfit
                .value
                .as_ref()
                .map(|value| format!(": {value:?}"))
                .unwrap_or_default();
            let (what, reason) = if misfit.reason.contains("NULL") {
                ("nullability", &misfit.reason)
            } else {
                ("values", &misfit.reason)
            };
            let source = format!(
                "{} of {} rows do not fit; the first at {}{value}: {reason}",
                misfit.rows, misfit.of, misfit.place
            );
            drifts.push(drift(what, source));
        }
    }
    if found.by_name {
        let is_named = |name: &str| {
            job.source
                .columns
                .iter()
                .any(|column| same(column.from.as_ref().unwrap_or(&column.name), name))
        };
        for column in found
            .columns
            .iter()
            .filter(|column| !is_named(&column.name))
        {
            let ty = if column.declared.is_empty() {
                "in the header".to_owned()
            } else {
                column.declared.clone()
            };
            drifts.push(Drift {
                column: column.name.clone(),
                what: "new",
                spec: "-".to_owned(),
                source: ty,
                counts: false,
            });
        }
    }
    drifts
}

/// Whether a column of the spec's type takes every value of a typed column of a database, or (text)
/// the job reads it value by value as from a file. The runtime's `Kind::fits` says what can be read
/// at all; here a type that is too narrow is drift too.
fn takes(spec: SqlType, source: SqlType) -> bool {
    use SqlType::{
        BigInt, Bytea, Char, Decimal, Double, Integer, Json, Real, SmallInt, Text, Timestamp,
        TimestampTz, Varchar,
    };
    let digits = |ty: SqlType| match ty {
        SmallInt => Some(5),
        Integer => Some(10),
        BigInt => Some(19),
        _ => None,
    };
    let length = |ty: SqlType| match ty {
        Text => Some(u32::MAX),
        Varchar(length) | Char(length) => Some(length),
        _ => None,
    };
    match (spec, source) {
        (
            Decimal { precision, scale },
            Decimal {
                precision: found,
                scale: behind,
            },
        ) => scale >= behind && precision.saturating_sub(scale) >= found.saturating_sub(behind),
        (Decimal { precision, scale }, _) if digits(source).is_some() => {
            digits(source) <= Some(precision.saturating_sub(scale))
        }
        (Real | Double, _) if digits(source).is_some() => true,
        (Double, Real) | (TimestampTz, Timestamp) | (Text, Json) => true,
        _ => match (
            digits(spec).zip(digits(source)),
            length(spec),
            length(source),
        ) {
            (Some((spec, source)), ..) => spec >= source,
            (_, Some(spec), Some(source)) => spec >= source,
            (_, None, Some(_)) => spec != Bytea,
            _ => spec == source,
        },
    }
}

/// `file:line` of a place in a spec.
#[must_use]
pub fn place(span: &Span) -> String {
    let line = span.file.text[..span.start].matches('\n').count() + 1;
    format!("{}:{line}", span.file.name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_type_takes_what_is_no_wider() {
        let ty = |text: &str| crate::types::column_type(text).unwrap();
        for (spec, source) in [
            ("integer", "smallint"),
            ("bigint", "bigint"),
            ("decimal(12,2)", "integer"),
            ("decimal(12,2)", "decimal(10,2)"),
            ("double", "real"),
            ("double", "bigint"),
            ("text", "varchar(7)"),
            ("varchar(7)", "char(7)"),
            ("date", "text"),
            ("json", "varchar(9)"),
            ("timestamptz", "timestamp"),
            ("text", "json"),
        ] {
            assert!(takes(ty(spec), ty(source)), "{spec} of {source}");
        }
        for (spec, source) in [
            ("smallint", "integer"),
            ("decimal(10,2)", "integer"),
            ("decimal(12,2)", "decimal(12,3)"),
            ("decimal(12,2)", "decimal(13,2)"),
            ("decimal(12,2)", "double"),
            ("real", "double"),
            ("varchar(7)", "text"),
            ("bytea", "text"),
            ("date", "timestamp"),
            ("integer", "boolean"),
        ] {
            assert!(!takes(ty(spec), ty(source)), "{spec} of {source}");
        }
    }
}
