//! A first spec for a table or file that someone has looked at: text out of what was found, with
//! comments where the user decides.

mod found;
#[cfg(test)]
mod tests;

use crate::dialects::{self, ColumnType};
use crate::expr::{Scope, Want, compile, quoted_name};
use crate::model::TableKind;
use crate::names::column_ident;
use crate::spec::yaml::quote;
use crate::types::SqlType;

pub use found::{Found, FoundColumn, FoundFile};

/// What the user asked for.
#[derive(Debug, Clone)]
pub struct Wish<'w> {
    /// The job's name; its target table is called so too.
    pub job: &'w str,
    /// What the table is; `None`: what its name says, else a dimension where there is a key.
    pub kind: Option<TableKind>,
    /// The business key, in names of the source; empty: the first key that was found.
    pub key: &'w [String],
    /// The connection that is read.
    pub source: &'w str,
    /// The table or file.
    pub from: From<'w>,
    /// The connection that is written.
    pub target: &'w str,
    /// The way from the job's folder to the schemas, or their place from the root, with `/` behind
    /// it; the mapping is one folder deeper.
    pub schema: &'w str,
}

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From<'w> {
    /// A file, below the connection's root.
    File(&'w str),
    /// A table.
    Table(&'w str),
}

/// The texts of a job and its mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaffold {
    /// The job, for `JOB.yaml`.
    pub job: String,
    /// The mapping, for `mappings/JOB.yaml`.
    pub mapping: String,
}

/// A column of the source with what becomes of it.
struct Column<'f> {
    found: &'f FoundColumn,
    ty: SqlType,
    /// The type does not take all that the column may hold.
    is_guess: bool,
    /// Name in the target.
    name: String,
    /// Expression.
    expression: String,
}

/// Writes a first spec.
///
/// # Errors
/// A key that the source does not have; no column that can be read; a dimension without a key.
pub fn scaffold(wish: &Wish<'_>, found: &Found) -> Result<Scaffold, String> {
    let mut left_out = Vec::new();
    let columns = columns(wish, found, &mut left_out);
    if columns.is_empty() {
        return Err("no column can be read".to_owned());
    }
    let key = key(wish, found, &columns)?;
    let kind = wish
        .kind
        .unwrap_or_else(|| kind_of(wish.job, !key.is_empty()));
    if kind == TableKind::Dimension && key.is_empty() {
        return Err(
            "a dimension needs a business key, and none was found: name its columns with --key, \
             or say --kind fact"
                .to_owned(),
        );
    }
    let writer = Writer {
        wish,
        found,
        columns: &columns,
        left_out: &left_out,
        key: &key,
        kind,
    };
    Ok(Scaffold {
        job: writer.job(),
        mapping: writer.mapping(),
    })
}

fn columns<'f>(wish: &Wish<'_>, found: &'f Found, left_out: &mut Vec<String>) -> Vec<Column<'f>> {
    let dialect = dialects::named(&found.kind);
    let mut columns: Vec<Column<'f>> = Vec::new();
    for column in &found.columns {
        let Some(ColumnType { ty, is_guess }) = column.column_type(dialect) else {
            let way = dialect.map(|dialect| {
                format!(
                    "; a `query:` that says `{}` reads it as text",
                    dialect.as_text(&column.name)
                )
            });
            left_out.push(format!(
                "{}: {} is no type that can be read{}",
                column.name,
                column.declared,
                way.unwrap_or_default()
            ));
            continue;
        };
        let ident = column_ident(&column.name);
        if columns
            .iter()
            .any(|other| column_ident(&other.found.name) == ident)
        {
            left_out.push(format!(
                "{}: another column has nearly the same name; `other_name: {{from: {}, type: \
                 {ty}}}` reads it",
                column.name,
                crate::spec::yaml::quote(&column.name)
            ));
            continue;
        }
        let name = target_name(wish.job, &column.name, &columns);
        columns.push(Column {
            found: column,
            ty,
            is_guess,
            name,
            expression: String::new(),
        });
    }
    let scope = Scope {
        columns: columns
            .iter()
            .map(|column| (column.found.name.clone(), column.ty, column.found.not_null))
            .collect(),
        params: Vec::new(),
        udfs: Vec::new(),
    };
    for (place, column) in columns.iter_mut().enumerate() {
        let name = &column.found.name;
        let is_meant = |text: &String| {
            compile(text, &scope, Want::Any)
                .is_ok_and(|compiled| compiled.plain_column == Some(place))
        };
        // SQL keeps some words for itself, and reads others as something else.
        let plain = Some(name.clone()).filter(is_meant);
        column.expression = plain.unwrap_or_else(|| quoted_name(name));
    }
    columns
}

/// Lower case with `_`, apart from other columns and from those that Loadwright adds.
fn target_name(job: &str, source: &str, others: &[Column<'_>]) -> String {
    let mut name = String::new();
    let mut before = '_';
    for letter in source.trim().chars() {
        // `creditLimit` is two words, `ID` is one.
        if letter.is_uppercase() && before.is_lowercase() {
            name.push('_');
        }
        let letter_or_blank = if letter.is_alphanumeric() {
            letter.to_lowercase().next().unwrap_or(letter)
        } else {
            '_'
        };
        if letter_or_blank != '_' || !name.ends_with('_') {
            name.push(letter_or_blank);
        }
        before = letter;
    }
    let name = name.trim_matches('_');
    let name = if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("column_{name}")
    } else {
        name.to_owned()
    };
    let taken = |name: &str| {
        [
            "valid_from",
            "valid_to",
            "is_current",
            "row_hash",
            "lw_run_id",
        ]
        .contains(&name)
            || name == surrogate_key(job)
            || others
                .iter()
                .any(|other| column_ident(&other.name) == column_ident(name))
    };
    let mut number = 1;
    let mut free = name.clone();
    while taken(&free) {
        number += 1;
        free = if number == 2 {
            format!("source_{name}")
        } else {
            format!("{name}_{number}")
        };
    }
    free
}

fn surrogate_key(job: &str) -> String {
    format!("{}_sk", job.strip_prefix("dim_").unwrap_or(job))
}

/// The key's columns, by place.
fn key(wish: &Wish<'_>, found: &Found, columns: &[Column<'_>]) -> Result<Vec<usize>, String> {
    let place = |name: &String| {
        let exact = columns.iter().position(|column| column.found.name == *name);
        exact.or_else(|| {
            columns.iter().position(|column| {
                column.found.name.eq_ignore_ascii_case(name) || column.name == *name
            })
        })
    };
    if !wish.key.is_empty() {
        let missing = |name: &String| {
            let names: Vec<&str> = columns
                .iter()
                .map(|column| column.found.name.as_str())
                .collect();
            format!(
                "the source has no column `{name}` for the key; it has {}",
                names.join(", ")
            )
        };
        return wish
            .key
            .iter()
            .map(|name| place(name).ok_or_else(|| missing(name)))
            .collect();
    }
    let all_there = |key: &Vec<String>| key.iter().map(place).collect::<Option<Vec<usize>>>();
    let not_null = |key: &Vec<usize>| key.iter().all(|place| columns[*place].found.not_null);
    // SQLite's primary keys may be declared without NOT NULL.
    let keys: Vec<Vec<usize>> = found.keys.iter().filter_map(all_there).collect();
    Ok(keys
        .iter()
        .find(|key| not_null(key))
        .or(keys.first())
        .cloned()
        .unwrap_or_default())
}

fn kind_of(job: &str, has_key: bool) -> TableKind {
    match job.split('_').next() {
        Some("dim") => TableKind::Dimension,
        Some("fact" | "fct") => TableKind::Fact,
        Some("stage" | "stg" | "staging") => TableKind::Staging,
        _ if has_key => TableKind::Dimension,
        _ => TableKind::Fact,
    }
}

struct Writer<'w> {
    wish: &'w Wish<'w>,
    found: &'w Found,
    columns: &'w [Column<'w>],
    left_out: &'w [String],
    key: &'w [usize],
    kind: TableKind,
}

impl Writer<'_> {
    fn job(&self) -> String {
        let Wish {
            job,
            source,
            target,
            schema,
            ..
        } = self.wish;
        let mut text =
            format!("# yaml-language-server: $schema={schema}job.json\nversion: 1\njob: {job}\n");
        text.push_str(&format!(
            "mapping: mappings/{job}.yaml\nsource: {}\ntarget: {}\n",
            plain(source),
            plain(target)
        ));
        match (self.kind, self.key.is_empty()) {
            (TableKind::Fact, true) => text.push_str(
                "# The source holds new rows only. DECIDE: each run adds them all.\nload: \
                 incremental\n",
            ),
            (TableKind::Fact, false) => text.push_str(
                "# DECIDE: full, if the source always holds every row.\nload: incremental\n",
            ),
            _ => text.push_str(
                "# The source is the whole truth. DECIDE: incremental, if it holds changed rows \
                 only.\nload: full\n",
            ),
        }
        text
    }

    fn mapping(&self) -> String {
        let Wish { job, schema, .. } = self.wish;
        let up = if schema.starts_with('/') { "" } else { "../" };
        let mut text = format!(
            "# yaml-language-server: $schema={up}{schema}mapping.json\nversion: 1\nmapping: \
             {job}\n"
        );
        self.source(&mut text);
        self.target(&mut text);
        text.push_str("columns:\n");
        let keys = self.key.iter().map(|place| &self.columns[*place]);
        let others = self
            .columns
            .iter()
            .enumerate()
            .filter(|(place, _)| !self.key.contains(place))
            .map(|(_, column)| column);
        for column in keys.chain(others) {
            text.push_str(&format!(
                "  {}: {}\n",
                plain(&column.name),
                value(&column.expression)
            ));
        }
        text
    }

    fn source(&self, text: &mut String) {
        text.push_str("source:\n");
        match self.wish.from {
            From::File(file) => text.push_str(&format!("  file: {}\n", plain(file))),
            From::Table(table) => text.push_str(&format!("  table: {}\n", plain(table))),
        }
        if let Some(file) = &self.found.file {
            self.csv(file, text);
        }
        for note in &self.found.notes {
            text.push_str(&format!("  # {}\n", on_one_line(note)));
        }
        for note in self.left_out {
            text.push_str(&format!("  # left out: {}\n", on_one_line(note)));
        }
        text.push_str("  columns:\n");
        for column in self.columns {
            let doubt = column.is_guess.then(|| {
                format!(
                    "the column has no precision; {} takes most values, and rejects those that do \
                     not fit",
                    column.ty
                )
            });
            for note in column.found.notes.iter().chain(&doubt) {
                text.push_str(&format!("    # DECIDE: {}\n", on_one_line(note)));
            }
            text.push_str(&format!(
                "    {}: {}\n",
                plain(&column.found.name),
                column.found.written(column.ty)
            ));
        }
    }

    fn csv(&self, file: &FoundFile, text: &mut String) {
        if self.kind == TableKind::Fact && self.key.is_empty() {
            text.push_str(
                "  # A file that was loaded is not loaded again.\n  files: {loaded: skip}\n",
            );
        }
        let mut dialect = Vec::new();
        if !file.header {
            dialect.push("header: false".to_owned());
        }
        if file.delimiter != "," {
            let delimiter = if file.delimiter == "\t" {
                "\"\\t\"".to_owned()
            } else {
                quote(&file.delimiter)
            };
            dialect.push(format!("delimiter: {delimiter}"));
        }
        if file.nulls != [""] {
            let nulls: Vec<String> = file.nulls.iter().map(|null| quote(null)).collect();
            dialect.push(format!("nulls: [{}]", nulls.join(", ")));
        }
        if file.encoding != "utf-8" {
            dialect.push(format!("encoding: {}", file.encoding));
        }
        if !dialect.is_empty() {
            text.push_str(&format!("  csv: {{{}}}\n", dialect.join(", ")));
        }
        let looked = if file.whole {
            format!("all {} rows", file.rows)
        } else {
            format!("the first {} rows", file.rows)
        };
        text.push_str(&format!(
            "  # Types are what {looked} fit. DECIDE: later files may need wider ones, or NULL.\n"
        ));
    }

    fn target(&self, text: &mut String) {
        let kind = match self.kind {
            TableKind::Dimension => "dimension",
            TableKind::Fact => "fact",
            TableKind::Staging => "staging",
        };
        text.push_str(&format!(
            "target:\n  table: {}\n  kind: {kind}\n",
            self.wish.job
        ));
        let names: Vec<String> = self
            .key
            .iter()
            .map(|place| plain(&self.columns[*place].name))
            .collect();
        if !self.key.is_empty() && self.kind != TableKind::Staging {
            if self.wish.key.is_empty() {
                let why = if self.found.file.is_some() {
                    "No row has the same as another"
                } else {
                    "The table's own key"
                };
                text.push_str(&format!(
                    "  # {why}. DECIDE: is it what identifies a row for the business?\n"
                ));
            }
            text.push_str(&format!("  key: [{}]\n", names.join(", ")));
        }
        if self.kind == TableKind::Dimension {
            text.push_str(&format!(
                "  surrogate_key: {}\n",
                surrogate_key(self.wish.job)
            ));
            text.push_str(
                "  # DECIDE: 2 keeps history, 1 overwrites; a column may say otherwise: `{expr: \
                 …, scd: 1}`.\n  scd: 2\n",
            );
            text.push_str(
                "  # DECIDE: close, to end the current version of keys that the source no longer \
                 holds.\n  on_source_delete: ignore\n",
            );
        }
    }
}

/// A YAML scalar that is read as this text.
fn plain(text: &str) -> String {
    let first = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '-'));
    let words = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf",
    ];
    let safe = first && rest && !words.contains(&text.to_lowercase().as_str());
    if safe { text.to_owned() } else { quote(text) }
}

/// An expression as a YAML scalar.
fn value(expression: &str) -> String {
    if expression.starts_with('"') {
        format!("'{}'", expression.replace('\'', "''"))
    } else {
        plain(expression)
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
