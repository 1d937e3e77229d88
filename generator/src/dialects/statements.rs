//! Every statement that a job sends: which of a dialect's templates a job has a use for, and what
//! the templates of several dialects are told. Identifiers and literals are quoted by the dialect
//! and nowhere else.

use std::collections::BTreeMap;

use tera::{Context, Tera};

use super::Dialect;
use super::sent::Sent;
use crate::model::{Backend, Change, Job, Literal, Member, Target};
use crate::types::SqlType;

/// One statement: the field of the runtime's `Statements` that it fills, which is also its file's
/// stem, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Field and file stem.
    pub name: &'static str,
    /// The text, ending in a newline.
    pub sql: String,
}

/// A statement of a dialect before it is about a job.
#[derive(Debug)]
pub struct Template {
    /// The field of the runtime's `Statements`.
    pub name: &'static str,
    /// Tera.
    pub text: &'static str,
    /// Which jobs send it.
    pub sent: Sent,
}

/// The templates of a dialect, each from a file of its folder `sql/`: `insert: ALWAYS` is
/// `sql/insert.sql`.
macro_rules! templates {
    ($($name:ident: $sent:expr),* $(,)?) => {
        &[$(Template { name: stringify!($name), text: include_str!(concat!("sql/", stringify!($name), ".sql")), sent: $sent }),*]
    };
}
pub(super) use templates;

/// The statements of a job for one kind of database.
#[must_use]
pub fn statements(job: &Job, dialect: &dyn Dialect) -> Vec<Statement> {
    let this = |backend: &Backend| backend.name() == dialect.name();
    let (reads, writes) = (
        job.source.backends.iter().any(this),
        job.target.backends.iter().any(this),
    );
    let is_sent = |template: &&Template| match template.sent {
        Sent::ByReaders => reads,
        Sent::ByWriters(has_use) => writes && has_use(&job.target),
    };
    let sent: Vec<&Template> = dialect.templates().iter().filter(is_sent).collect();
    let mut tera = Tera::new();
    let texts = sent.iter().map(|template| (template.name, template.text));
    tera.add_raw_templates(texts)
        .expect("the SQL templates are part of this crate and parse");
    let context = dialect.context(job);
    let rendered = |name| {
        tera.render(name, &context)
            .expect("the context has every name that the SQL templates ask for")
    };
    sent.into_iter()
        .map(|template| Statement {
            name: template.name,
            sql: rendered(template.name),
        })
        .collect()
}

/// Whether an update in place writes a column: type 1; without a history also what is not tracked.
pub(super) fn overwritten(target: &Target, change: Change) -> bool {
    match change {
        Change::Overwrite => true,
        Change::Version | Change::Untracked => target.history.is_none(),
        Change::Key | Change::Keep => false,
    }
}

/// A name of our own among a job's: made longer until no column has it.
pub(super) fn free(name: &str, target: &Target) -> String {
    let mut name = name.to_owned();
    while target.columns.iter().any(|column| column.name == name) {
        name.push('_');
    }
    name
}

/// Names as identifiers.
pub(super) fn identifiers<'a>(
    dialect: &dyn Dialect,
    names: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    names.map(|name| dialect.identifier(name)).collect()
}

pub(super) fn of(target: &Target, wanted: impl Fn(Change) -> bool) -> impl Iterator<Item = &str> {
    target
        .columns
        .iter()
        .filter(move |column| wanted(column.change))
        .map(|column| column.name.as_str())
}

/// Whether a column of a created table refuses NULL. A special member has no value where the spec
/// gives none, so the table must let it in.
pub(super) fn refuses_null(target: &Target, place: usize) -> bool {
    let column = &target.columns[place];
    let left_out = target
        .members
        .iter()
        .any(|member| member.values[place] == Literal::Null);
    (column.not_null || column.change == Change::Key) && !left_out
}

/// What leaves the special members out; `of` is the table's alias and a point, or nothing.
pub(super) fn exclusion(dialect: &dyn Dialect, target: &Target, of: &str) -> Option<String> {
    let key = target
        .surrogate_key
        .as_ref()
        .filter(|_| !target.members.is_empty())?;
    let members: Vec<String> = target
        .members
        .iter()
        .map(|member| member.key.to_string())
        .collect();
    Some(format!(
        "{of}{} NOT IN ({})",
        dialect.identifier(&key.column),
        members.join(", ")
    ))
}

/// Whether a row can be missing, as SQL.
pub(super) fn in_scope(dialect: &dyn Dialect, target: &Target) -> Option<String> {
    target
        .missing_scope
        .as_ref()?
        .sql(dialect.backend())
        .map(|scope| format!("({scope}) IS TRUE"))
}

/// The assignments that give the type 0 columns what the key's earliest version has there: what a
/// version that is overwritten has is then what a new one would have had. `key` writes the value of
/// a key column, of which it is told place and quoted name.
pub(super) fn first_values(
    dialect: &dyn Dialect,
    target: &Target,
    key: impl Fn(usize, &str) -> String,
) -> Vec<String> {
    let Some(history) = &target.history else {
        return Vec::new();
    };
    let names = target
        .key
        .iter()
        .map(|place| dialect.identifier(&target.columns[*place].name))
        .enumerate();
    let is_key = names.map(|(place, name)| format!("o.{name} = {}", key(place, &name)));
    let is_key = is_key
        .chain(exclusion(dialect, target, "o."))
        .collect::<Vec<_>>()
        .join(" AND ");
    let first = |name: &str| {
        let (name, start) = (
            dialect.identifier(name),
            dialect.identifier(&history.valid_from),
        );
        format!(
            "{name} = (SELECT o.{name} FROM ${{target}} o WHERE {is_key} ORDER BY o.{start} LIMIT \
             1)"
        )
    };
    of(target, |change| change == Change::Keep)
        .map(first)
        .collect()
}

/// The special members' statements, as the template wants them.
pub(super) fn members(
    dialect: &dyn Dialect,
    target: &Target,
) -> Vec<BTreeMap<&'static str, String>> {
    let Some(surrogate) = &target.surrogate_key else {
        return Vec::new();
    };
    let literal = |value: &Literal| dialect.literal(value);
    let member = |member: &Member| {
        let mut columns = vec![dialect.identifier(&surrogate.column)];
        let mut values = vec![member.key.to_string()];
        for (column, value) in target.columns.iter().zip(&member.values) {
            columns.push(dialect.identifier(&column.name));
            values.push(literal(value));
        }
        if let Some(history) = &target.history {
            let low = if history.ty == SqlType::Date {
                "0001-01-01"
            } else {
                "0001-01-01T00:00:00.000000"
            };
            let zone = if history.ty == SqlType::TimestampTz {
                "Z"
            } else {
                ""
            };
            let open = history
                .current_valid_to
                .clone()
                .map_or(Literal::Null, Literal::Text);
            let start = history
                .first_version_from
                .clone()
                .unwrap_or_else(|| format!("{low}{zone}"));
            columns.extend(identifiers(
                dialect,
                [
                    history.valid_from.as_str(),
                    &history.valid_to,
                    &history.is_current.column,
                ]
                .into_iter(),
            ));
            values.extend([
                literal(&Literal::Text(start)),
                literal(&open),
                literal(&history.is_current.on),
            ]);
        }
        if let Some(flag) = &target.deleted {
            columns.push(dialect.identifier(&flag.column));
            values.push(literal(&flag.off));
        }
        BTreeMap::from([
            ("name", member.name.clone()),
            ("key", member.key.to_string()),
            ("columns", columns.join(LINE)),
            ("values", values.join(LINE)),
        ])
    };
    target.members.iter().map(member).collect()
}

/// What stands between the columns of a list.
pub(super) const LINE: &str = ",\n    ";

/// What the templates of every dialect are told.
pub(super) fn shared(dialect: &dyn Dialect, job: &Job) -> Context {
    let target = &job.target;
    let mut context = Context::new();
    context.insert("history", &target.history.is_some());
    context.insert(
        "key_list",
        &identifiers(
            dialect,
            target
                .key
                .iter()
                .map(|place| target.columns[*place].name.as_str()),
        )
        .join(", "),
    );
    context.insert(
        "source_columns",
        &identifiers(
            dialect,
            job.source
                .columns
                .iter()
                .map(|column| column.from.as_ref().unwrap_or(&column.name).as_str()),
        )
        .join(LINE),
    );
    context.insert(
        "columns",
        &identifiers(
            dialect,
            target.columns.iter().map(|column| column.name.as_str()),
        )
        .join(LINE),
    );
    context.insert(
        "surrogate_key",
        &target
            .surrogate_key
            .as_ref()
            .map_or_else(String::new, |key| dialect.identifier(&key.column)),
    );
    context.insert(
        "inserted_run",
        &target
            .audit
            .inserted_run
            .as_deref()
            .map_or_else(String::new, |name| dialect.identifier(name)),
    );
    context.insert(
        "exclusion",
        &exclusion(dialect, target, "").unwrap_or_default(),
    );
    context
}
