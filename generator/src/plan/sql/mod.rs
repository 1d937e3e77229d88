//! Every statement that a job sends, decided here and printed through `templates/sql/`. Identifiers and literals are quoted in this
//! module and nowhere else.

mod postgres;
mod sqlite;

use std::sync::LazyLock;

use tera::{Context, Tera};

use crate::model::{Backend, Change, Job, Literal, OnSourceDelete, Target, Write};
use crate::types::SqlType;

pub use postgres::literal as postgres_literal;
pub use sqlite::sqlite_literal;

/// One statement: the field of the runtime's `Statements` that it fills, which is also its file's stem, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Field and file stem.
    pub name: &'static str,
    /// The text, ending in a newline.
    pub sql: String,
}

/// The statements of a job for one kind of database; none for files.
#[must_use]
pub fn statements(job: &Job, backend: Backend) -> Vec<Statement> {
    let (folder, names, context) = match backend {
        Backend::Sqlite => ("sqlite", SQLITE, sqlite::context(job)),
        Backend::Postgres => ("postgres", POSTGRES, postgres::context(job)),
        Backend::Files => return Vec::new(),
    };
    let reads = job.source.backends.contains(&backend);
    let writes = job.target.backends.contains(&backend);
    names
        .iter()
        .filter(|(name, _)| if *name == "read_source" { reads } else { writes && is_used(name, &job.target) })
        .map(|(name, _)| Statement {
            name,
            sql: TERA.render(&format!("{folder}/{name}"), &context).expect("the context has every name that the SQL templates ask for"),
        })
        .collect()
}

macro_rules! templates {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../templates/sql/", $folder, "/", $name, ".sql")))),*]
    };
}

const SQLITE: &[(&str, &str)] = templates![
    "sqlite":
    "create_table",
    "create_unique_index",
    "create_versions_index",
    "read_source",
    "read_slice",
    "count_scope",
    "read_current",
    "read_versions",
    "insert",
    "insert_deleted",
    "close",
    "update_current",
    "update_version",
    "overwrite_current",
    "rehash",
    "delete",
    "flag",
    "unflag",
    "insert_member",
    "check_key",
    "delete_run",
    "delete_others",
];

const POSTGRES: &[(&str, &str)] = templates![
    "postgres":
    "create_table",
    "create_unique_index",
    "create_versions_index",
    "read_source",
    "read_slice",
    "count_scope",
    "read_current",
    "copy_in",
    "create_stage",
    "copy_stage",
    "copy_stage_keys",
    "insert_versions",
    "insert_deleted",
    "close",
    "mark_todays",
    "update_current",
    "update_version",
    "overwrite_current",
    "rehash",
    "delete",
    "flag",
    "unflag",
    "insert_member",
    "check_key",
    "delete_run",
    "delete_others",
];

static TERA: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    let named = |folder: &str, list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(name, text)| (format!("{folder}/{name}"), (*text).to_owned())).collect()
    };
    let all = [named("sqlite", SQLITE), named("postgres", POSTGRES)].concat();
    tera.add_raw_templates(all).expect("the SQL templates are part of this crate and parse");
    tera
});

/// Whether a job with this target ever sends the statement.
fn is_used(name: &str, target: &Target) -> bool {
    let keyed = !target.key.is_empty();
    let merge = target.write == Write::Merge || (target.write == Write::Replace && keyed);
    let history = target.history.is_some();
    let overwrites = target.columns.iter().any(|column| overwritten(target, column.change));
    let dates = target.history.as_ref().is_some_and(|history| history.ty == SqlType::Date);
    let versions_deletes = target.on_source_delete == OnSourceDelete::Version;
    match name {
        "create_table" | "insert" | "copy_in" | "create_stage" | "copy_stage" | "insert_versions" => true,
        "create_unique_index" | "read_slice" | "copy_stage_keys" => keyed,
        "count_scope" => target.missing_scope.is_some(),
        "read_current" => merge,
        "create_versions_index" | "read_versions" | "check_key" | "close" => history,
        "update_current" => merge && overwrites,
        "update_version" => history && target.type1_all_versions && has(target, Change::Overwrite),
        "overwrite_current" => history && dates,
        "mark_todays" => history && dates && (versions_deletes || target.on_source_delete == OnSourceDelete::Close),
        "rehash" => merge && target.row_hash.is_some(),
        "delete" => target.on_source_delete == OnSourceDelete::Delete || target.write == Write::Replace && keyed || history && dates,
        // A version that began on the day on which its key is gone is marked itself.
        "flag" | "unflag" => target.on_source_delete == OnSourceDelete::Flag || versions_deletes && dates,
        "insert_deleted" => versions_deletes,
        "insert_member" => !target.members.is_empty(),
        "delete_run" => !keyed && target.audit.inserted_run.is_some(),
        "delete_others" => !keyed && target.write == Write::Replace,
        _ => false,
    }
}

fn has(target: &Target, change: Change) -> bool {
    target.columns.iter().any(|column| column.change == change)
}

/// Whether an update in place writes a column: type 1; without a history also what is not tracked.
fn overwritten(target: &Target, change: Change) -> bool {
    match change {
        Change::Overwrite => true,
        Change::Version | Change::Untracked => target.history.is_none(),
        Change::Key | Change::Keep => false,
    }
}

/// An identifier, quoted.
#[must_use]
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A name of our own among a job's: made longer until no column has it.
fn free(name: &str, target: &Target) -> String {
    let mut name = name.to_owned();
    while target.columns.iter().any(|column| column.name == name) {
        name.push('_');
    }
    name
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.map(identifier).collect()
}

fn of(target: &Target, wanted: impl Fn(Change) -> bool) -> impl Iterator<Item = &str> {
    target.columns.iter().filter(move |column| wanted(column.change)).map(|column| column.name.as_str())
}

/// Whether a column of a created table refuses NULL. A special member has no value where the spec gives none, so the table must let it in.
fn refuses_null(target: &Target, place: usize) -> bool {
    let column = &target.columns[place];
    let left_out = target.members.iter().any(|member| member.values[place] == Literal::Null);
    (column.not_null || column.change == Change::Key) && !left_out
}

/// What leaves the special members out; `of` is the table's alias and a point, or nothing.
fn exclusion(target: &Target, of: &str) -> Option<String> {
    let key = target.surrogate_key.as_ref().filter(|_| !target.members.is_empty())?;
    let members: Vec<String> = target.members.iter().map(|member| member.key.to_string()).collect();
    Some(format!("{of}{} NOT IN ({})", identifier(&key.column), members.join(", ")))
}

/// Whether a row can be missing, as SQL.
fn in_scope(target: &Target, backend: Backend) -> Option<String> {
    target.missing_scope.as_ref()?.sql(backend).map(|scope| format!("({scope}) IS TRUE"))
}

/// The assignments that give the type 0 columns what the key's earliest version has there: what a version that is overwritten has is then
/// what a new one would have had. `key` writes the value of a key column, of which it is told place and quoted name.
fn first_values(target: &Target, key: impl Fn(usize, &str) -> String) -> Vec<String> {
    let Some(history) = &target.history else { return Vec::new() };
    let names = target.key.iter().map(|place| identifier(&target.columns[*place].name)).enumerate();
    let is_key = names.map(|(place, name)| format!("o.{name} = {}", key(place, &name)));
    let is_key = is_key.chain(exclusion(target, "o.")).collect::<Vec<_>>().join(" AND ");
    let first = |name: &str| {
        let (name, start) = (identifier(name), identifier(&history.valid_from));
        format!("{name} = (SELECT o.{name} FROM ${{target}} o WHERE {is_key} ORDER BY o.{start} LIMIT 1)")
    };
    of(target, |change| change == Change::Keep).map(first).collect()
}

/// The special members' statements, as the template wants them, with literals as the dialect writes them.
fn members(target: &Target, literal: fn(&Literal) -> String) -> Vec<std::collections::BTreeMap<&'static str, String>> {
    let Some(surrogate) = &target.surrogate_key else { return Vec::new() };
    let member = |member: &crate::model::Member| {
        let mut columns = vec![identifier(&surrogate.column)];
        let mut values = vec![member.key.to_string()];
        for (column, value) in target.columns.iter().zip(&member.values) {
            columns.push(identifier(&column.name));
            values.push(literal(value));
        }
        if let Some(history) = &target.history {
            let low = if history.ty == SqlType::Date { "0001-01-01" } else { "0001-01-01T00:00:00.000000" };
            let zone = if history.ty == SqlType::TimestampTz { "Z" } else { "" };
            let open = history.current_valid_to.clone().map_or(Literal::Null, Literal::Text);
            let start = history.first_version_from.clone().unwrap_or_else(|| format!("{low}{zone}"));
            columns.extend(names([history.valid_from.as_str(), &history.valid_to, &history.is_current.column].into_iter()));
            values.extend([literal(&Literal::Text(start)), literal(&open), literal(&history.is_current.on)]);
        }
        if let Some(flag) = &target.deleted {
            columns.push(identifier(&flag.column));
            values.push(literal(&flag.off));
        }
        std::collections::BTreeMap::from([
            ("name", member.name.clone()),
            ("key", member.key.to_string()),
            ("columns", columns.join(LINE)),
            ("values", values.join(LINE)),
        ])
    };
    target.members.iter().map(member).collect()
}

const LINE: &str = ",\n    ";

/// What both dialects' templates are told.
fn shared(job: &Job) -> Context {
    let target = &job.target;
    let mut context = Context::new();
    context.insert("history", &target.history.is_some());
    context.insert("key_list", &names(target.key.iter().map(|place| target.columns[*place].name.as_str())).join(", "));
    context.insert(
        "source_columns",
        &names(job.source.columns.iter().map(|column| column.from.as_ref().unwrap_or(&column.name).as_str())).join(LINE),
    );
    context.insert("columns", &names(target.columns.iter().map(|column| column.name.as_str())).join(LINE));
    context.insert("surrogate_key", &target.surrogate_key.as_ref().map_or_else(String::new, |key| identifier(&key.column)));
    context.insert("inserted_run", &target.audit.inserted_run.as_deref().map_or_else(String::new, identifier));
    context.insert("exclusion", &exclusion(target, "").unwrap_or_default());
    context
}
