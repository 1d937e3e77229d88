//! A job told in words: for its README and for `explain`.

use crate::model::{
    Backend, Change, Duplicates, From, Job, Load, OnSourceDelete, SourceColumn, TableKind, Target,
    TargetColumn, Trim, Write,
};

/// What a job does, as pairs of a heading and its text.
#[must_use]
pub fn facts(job: &Job) -> Vec<(&'static str, String)> {
    let (source, target) = (&job.source, &job.target);
    let mut facts = vec![
        (
            "Source",
            format!(
                "{}, connection `{}` ({})",
                from(&source.from),
                source.connection,
                kinds(&source.backends)
            ),
        ),
        (
            "Target",
            format!(
                "table `{}`, connection `{}` ({})",
                target.table,
                target.connection,
                kinds(&target.backends)
            ),
        ),
        (
            "Kind",
            format!(
                "{}, {}",
                kind(target.kind),
                write(target.write, !target.key.is_empty())
            ),
        ),
        ("Load", load(job.load).to_owned()),
    ];
    if !target.key.is_empty() {
        let key: Vec<String> = target
            .key
            .iter()
            .map(|place| format!("`{}`", target.columns[*place].name))
            .collect();
        facts.push(("Business key", key.join(", ")));
    }
    if let Some(key) = &target.surrogate_key {
        let made = if key.identity {
            "made by the database"
        } else {
            "the column's own default"
        };
        facts.push((
            "Surrogate key",
            format!("`{}` {}, {made}", key.column, key.ty),
        ));
    }
    if let Some(filter) = &source.filter {
        facts.push(("Filter", super::code_span(&filter.text)));
    }
    if let Some(history) = &target.history {
        let open = history.current_valid_to.as_deref().unwrap_or("NULL");
        let first = history.first_version_from.as_deref().map_or_else(
            || "the run's effective time".to_owned(),
            |text| format!("`{text}`"),
        );
        facts.push((
            "History",
            format!(
                "`{}` to `{}` ({}, end excluded); current rows end at `{open}` and are marked in \
                 `{}`; a key's first version starts at {first}",
                history.valid_from, history.valid_to, history.ty, history.is_current.column
            ),
        ));
    }
    if !target.key.is_empty() {
        facts.push(("Same key twice", duplicates(target.duplicates).to_owned()));
    }
    if job.load == Load::Full {
        facts.push(("Keys gone", on_source_delete(target)));
    }
    if !target.creates_indexes && !target.key.is_empty() {
        facts.push(("Indexes", "left to others; `ddl` prints them".to_owned()));
    }
    for member in &target.members {
        facts.push((
            "Special member",
            format!("`{}`, key {}", member.name, member.key),
        ));
    }
    facts
}

/// What a changed value of a column does.
#[must_use]
pub fn change(change: Change) -> &'static str {
    match change {
        Change::Key => "business key",
        Change::Keep => "type 0: the first value stays",
        Change::Overwrite => "type 1: overwritten",
        Change::Version => "type 2: new version",
        Change::Untracked => "not tracked",
    }
}

/// Type and nullability of a target column.
#[must_use]
pub fn target_type(column: &TargetColumn) -> String {
    with_null(column.ty, column.not_null)
}

/// Type and nullability of a source column.
#[must_use]
pub fn source_type(column: &SourceColumn) -> String {
    with_null(column.ty, column.not_null)
}

fn with_null(ty: crate::types::SqlType, not_null: bool) -> String {
    format!("{ty}{}", if not_null { " not null" } else { "" })
}

/// How a source column is read, where the spec says something about it.
#[must_use]
pub fn reading(column: &SourceColumn) -> String {
    let mut rules: Vec<String> = column
        .from
        .iter()
        .map(|from| format!("from {}", super::code_span(from)))
        .collect();
    match column.trim {
        Trim::None => {}
        Trim::Both => rules.push("trimmed".to_owned()),
        Trim::Right => rules.push("trimmed at the right".to_owned()),
    }
    if !column.nulls.is_empty() {
        let nulls: Vec<String> = column
            .nulls
            .iter()
            .map(|text| format!("{text:?}"))
            .collect();
        let quoted = if column.quoted_nulls {
            ", quoted or not"
        } else {
            ""
        };
        rules.push(format!("NULL: {}{quoted}", nulls.join(", ")));
    }
    rules.extend(
        column
            .format
            .as_ref()
            .map(|format| format!("format {format}")),
    );
    if column.decimal_mark != b'.' {
        rules.push(format!("decimal mark {}", char::from(column.decimal_mark)));
    }
    rules.extend(
        column
            .booleans
            .as_ref()
            .map(|(yes, no)| format!("true {yes}, false {no}")),
    );
    rules.join("; ")
}

/// Kinds of connection.
#[must_use]
pub fn kinds(backends: &[Backend]) -> String {
    backends
        .iter()
        .map(|backend| backend.name())
        .collect::<Vec<_>>()
        .join(", ")
}

fn from(from: &From) -> String {
    match from {
        From::File { pattern, .. } => format!("file `{pattern}`"),
        From::Table(table) => format!("table `{table}`"),
        From::Query(_) => "a query".to_owned(),
    }
}

fn kind(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Dimension => "dimension",
        TableKind::Fact => "fact",
        TableKind::Staging => "staging",
    }
}

fn write(write: Write, keyed: bool) -> &'static str {
    match (write, keyed) {
        (Write::Merge, _) => "merged by key",
        (Write::Append, true) => "appended, known keys are left alone",
        (Write::Append, false) => "appended",
        (Write::Replace, _) => "replaced by each load",
    }
}

fn load(load: Load) -> &'static str {
    match load {
        Load::Full => "full: the source is the whole truth",
        Load::Incremental => "incremental: the source holds some keys only",
    }
}

fn duplicates(duplicates: Duplicates) -> &'static str {
    match duplicates {
        Duplicates::Error => "equal rows collapse; others are all rejected",
        Duplicates::First => "the first by `order_by` wins",
        Duplicates::Last => "the last by `order_by` wins",
    }
}

fn on_source_delete(target: &Target) -> String {
    let what = match target.on_source_delete {
        OnSourceDelete::Ignore => "left alone",
        OnSourceDelete::Close => "their current version is closed",
        OnSourceDelete::Delete => "deleted",
        OnSourceDelete::Flag => "flagged",
        OnSourceDelete::Version => {
            "their current version ends, and one with its values begins that is marked as deleted"
        }
    };
    let flag = target
        .deleted
        .as_ref()
        .map(|flag| format!(" in `{}`", flag.column))
        .unwrap_or_default();
    let scope = target
        .missing_scope
        .as_ref()
        .map(|scope| format!(", only where {}", super::code_span(&scope.text)))
        .unwrap_or_default();
    format!("{what}{flag}{scope}")
}
