//! SQLite: prepared statements about single rows.

use tera::Context;

use super::Sqlite;
use crate::dialects::in_single_quotes;
use crate::dialects::sent::*;
use crate::dialects::statements::{
    LINE, Template, exclusion, first_values, identifiers, in_scope, members, of, overwritten,
    refuses_null, shared, templates,
};
use crate::expr::quoted_name as identifier;
use crate::model::{Change, Flag, History, Job, Literal, Target};
use crate::types::SqlType;

pub(super) const TEMPLATES: &[Template] = templates![
    create_table: ALWAYS,
    create_unique_index: KEYED,
    create_versions_index: HISTORY,
    read_source: READS,
    read_slice: KEYED,
    count_scope: SCOPE,
    read_current: MERGES,
    read_versions: HISTORY,
    insert: ALWAYS,
    insert_deleted: VERSIONS_DELETES,
    close: HISTORY,
    update_current: UPDATES,
    update_version: UPDATES_OLD_VERSIONS,
    overwrite_current: HISTORY_OF_DAYS,
    rehash: HASHES,
    delete: DELETES,
    flag: FLAGS,
    unflag: FLAGS,
    insert_member: MEMBERS,
    check_key: HISTORY,
    delete_run: UNDOES_RUNS,
    delete_others: REPLACES_UNKEYED,
];

/// A literal as SQLite stores it.
pub(super) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(value) => i64::from(*value).to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Double(value) => format!("{value:?}"),
        Literal::Text(value) => in_single_quotes(value),
    }
}

fn sqlite_type(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Boolean | SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => "INTEGER",
        SqlType::Real | SqlType::Double => "REAL",
        SqlType::Bytea => "BLOB",
        _ => "TEXT",
    }
}

fn literal_type(literal: &Literal) -> &'static str {
    match literal {
        Literal::Boolean(_) | Literal::Integer(_) => "INTEGER",
        Literal::Double(_) => "REAL",
        Literal::Null | Literal::Text(_) => "TEXT",
    }
}

fn flag_is(flag: &Flag, value: &Literal) -> String {
    format!("{} = {}", identifier(&flag.column), literal(value))
}

/// Numbers the placeholders of one statement.
struct Places(usize);

impl Places {
    fn after(used: usize) -> Places {
        Places(used)
    }

    fn next(&mut self) -> String {
        self.0 += 1;
        format!("?{}", self.0)
    }

    fn assign(&mut self, column: &str) -> String {
        format!("{} = {}", identifier(column), self.next())
    }

    /// The columns that every update of a row sets: who changed it, and when.
    fn audit(&mut self, target: &Target) -> Vec<String> {
        let audit = &target.audit;
        [&audit.updated_run, &audit.updated_at]
            .into_iter()
            .flatten()
            .map(|column| self.assign(column))
            .collect()
    }
}

pub(super) fn context(job: &Job) -> Context {
    let target = &job.target;
    let key: Vec<String> = target
        .key
        .iter()
        .map(|place| identifier(&target.columns[*place].name))
        .collect();
    let mut key_is: Vec<String> = key
        .iter()
        .enumerate()
        .map(|(place, name)| format!("{name} = ?{}", place + 1))
        .collect();
    // A source row may carry a special member's key: it is a row of its own, and the member is not
    // meant.
    key_is.extend(exclusion(&Sqlite, target, ""));

    let mut context = shared(&Sqlite, job);
    context.insert("key_is", &key_is.join(" AND "));
    context.insert("definitions", &definitions(target).join(LINE));
    context.insert("slice_columns", &slice_columns(target).join(LINE));
    context.insert("living", &living(target).join(" AND "));
    context.insert("scope", &in_scope(&Sqlite, target).unwrap_or_default());
    history(target, &mut context);
    changes(target, &mut context);
    context.insert("members", &members(&Sqlite, target));
    context
}

fn definitions(target: &Target) -> Vec<String> {
    let mut list = Vec::new();
    if let Some(key) = &target.surrogate_key {
        // A number that was given once must never name another row, even when that one is deleted:
        // facts hold it.
        list.push(match key.identity {
            true => format!(
                "{} INTEGER PRIMARY KEY AUTOINCREMENT",
                identifier(&key.column)
            ),
            false => format!("{} {}", identifier(&key.column), sqlite_type(key.ty)),
        });
    }
    for (place, column) in target.columns.iter().enumerate() {
        let not_null = if refuses_null(target, place) {
            " NOT NULL"
        } else {
            ""
        };
        list.push(format!(
            "{} {}{not_null}",
            identifier(&column.name),
            sqlite_type(column.ty)
        ));
    }
    if let Some(history) = &target.history {
        let open = if history.current_valid_to.is_some() {
            " NOT NULL"
        } else {
            ""
        };
        list.push(format!("{} TEXT NOT NULL", identifier(&history.valid_from)));
        list.push(format!("{} TEXT{open}", identifier(&history.valid_to)));
        list.push(format!(
            "{} {} NOT NULL",
            identifier(&history.is_current.column),
            literal_type(&history.is_current.on)
        ));
    }
    if let Some(flag) = &target.deleted {
        list.push(format!(
            "{} {} NOT NULL",
            identifier(&flag.column),
            literal_type(&flag.on)
        ));
    }
    if let Some(hash) = &target.row_hash {
        list.push(format!("{} BLOB", identifier(hash)));
    }
    let audit = &target.audit;
    list.extend(
        [&audit.inserted_run, &audit.updated_run]
            .into_iter()
            .flatten()
            .map(|name| format!("{} INTEGER", identifier(name))),
    );
    list.extend(
        [&audit.inserted_at, &audit.updated_at]
            .into_iter()
            .flatten()
            .map(|name| format!("{} TEXT", identifier(name))),
    );
    list
}

fn living(target: &Target) -> Vec<String> {
    let current = target
        .history
        .as_ref()
        .map(|history| flag_is(&history.is_current, &history.is_current.on));
    let list: Vec<String> = current
        .into_iter()
        .chain(exclusion(&Sqlite, target, ""))
        .collect();
    if list.is_empty() {
        vec!["1 = 1".to_owned()]
    } else {
        list
    }
}

fn slice_columns(target: &Target) -> Vec<String> {
    let mut list: Vec<String> = target
        .key
        .iter()
        .map(|place| identifier(&target.columns[*place].name))
        .collect();
    list.push(
        target
            .row_hash
            .as_deref()
            .map_or_else(|| "NULL".to_owned(), identifier),
    );
    list.push(target.history.as_ref().map_or_else(
        || "NULL".to_owned(),
        |history| identifier(&history.valid_from),
    ));
    list.push(in_scope(&Sqlite, target).unwrap_or_else(|| "1".to_owned()));
    list.push(
        target
            .deleted
            .as_ref()
            .map_or_else(|| "0".to_owned(), |flag| flag_is(flag, &flag.on)),
    );
    list
}

fn history(target: &Target, context: &mut Context) {
    let Some(history) = &target.history else {
        for name in [
            "current",
            "valid_from",
            "valid_to",
            "version_columns",
            "version_start",
            "version_assignments",
            "deleted_start",
            "deleted_values",
        ] {
            context.insert(name, "");
        }
        context.insert("close_assignments", "");
        context.insert("overwrite_assignments", "");
        return;
    };
    let current = flag_is(&history.is_current, &history.is_current.on);
    let mut version_columns = vec![
        identifier(&history.valid_from),
        identifier(&history.valid_to),
        current.clone(),
    ];
    version_columns.push(
        target
            .row_hash
            .as_deref()
            .map_or_else(|| "NULL".to_owned(), identifier),
    );
    version_columns.extend(identifiers(
        &Sqlite,
        of(target, |change| change == Change::Keep),
    ));

    let mut places = Places::after(target.key.len());
    let mut close = vec![
        places.assign(&history.valid_to),
        flag_is(&history.is_current, &history.is_current.off),
    ];
    close.extend(places.audit(target));

    let mut places = Places::after(target.key.len());
    let version_start = places.next();
    let mut version: Vec<String> = of(target, |change| change == Change::Overwrite)
        .map(|name| places.assign(name))
        .collect();
    version.extend(target.row_hash.as_deref().map(|name| places.assign(name)));
    version.extend(places.audit(target));

    let mut places = Places::after(target.key.len());
    let tracked = |change| {
        matches!(
            change,
            Change::Version | Change::Overwrite | Change::Untracked
        )
    };
    let mut overwrite = first_values(&Sqlite, target, |place, _| format!("?{}", place + 1));
    overwrite.extend(of(target, tracked).map(|name| places.assign(name)));
    overwrite.extend(target.row_hash.as_deref().map(|name| places.assign(name)));
    overwrite.extend(places.audit(target));

    let mut places = Places::after(target.key.len());
    let deleted_start = places.next();
    let deleted_values = deleted_values(target, history, &deleted_start, &mut places);

    context.insert("deleted_start", &deleted_start);
    context.insert("deleted_values", &deleted_values.join(LINE));
    context.insert("current", &current);
    context.insert("valid_from", &identifier(&history.valid_from));
    context.insert("valid_to", &identifier(&history.valid_to));
    context.insert("version_columns", &version_columns.join(LINE));
    context.insert("version_start", &version_start);
    context.insert("version_assignments", &version.join(LINE));
    context.insert("close_assignments", &close.join(LINE));
    context.insert("overwrite_assignments", &overwrite.join(LINE));
}

/// What a version has that marks its key as deleted, in the order of [`insert`]: the values of the
/// version before it.
fn deleted_values(
    target: &Target,
    history: &History,
    start: &str,
    places: &mut Places,
) -> Vec<String> {
    let mut list = identifiers(
        &Sqlite,
        target.columns.iter().map(|column| column.name.as_str()),
    );
    list.extend([
        start.to_owned(),
        open_end(history),
        literal(&history.is_current.on),
    ]);
    list.extend(target.deleted.as_ref().map(|flag| literal(&flag.on)));
    list.extend(target.row_hash.as_deref().map(identifier));
    list.extend(
        [&target.audit.inserted_run, &target.audit.inserted_at]
            .into_iter()
            .flatten()
            .map(|_| places.next()),
    );
    list
}

fn open_end(history: &History) -> String {
    literal(
        &history
            .current_valid_to
            .clone()
            .map_or(Literal::Null, Literal::Text),
    )
}

fn changes(target: &Target, context: &mut Context) {
    let (columns, values) = insert(target);
    context.insert("insert_columns", &columns.join(LINE));
    context.insert("insert_values", &values.join(LINE));

    let mut places = Places::after(target.key.len());
    let mut update: Vec<String> = of(target, |change| overwritten(target, change))
        .map(|name| places.assign(name))
        .collect();
    update.extend(target.row_hash.as_deref().map(|name| places.assign(name)));
    update.extend(places.audit(target));
    context.insert("update_assignments", &update.join(LINE));

    let mut places = Places::after(target.key.len());
    let rehash: Vec<String> = target
        .row_hash
        .as_deref()
        .map(|name| places.assign(name))
        .into_iter()
        .collect();
    context.insert("rehash_assignments", &rehash.join(LINE));

    for (name, set) in [("flag_assignments", true), ("unflag_assignments", false)] {
        let mut places = Places::after(target.key.len());
        let mut list: Vec<String> = target
            .deleted
            .iter()
            .map(|flag| flag_is(flag, if set { &flag.on } else { &flag.off }))
            .collect();
        list.extend(places.audit(target));
        context.insert(name, &list.join(LINE));
    }
}

fn insert(target: &Target) -> (Vec<String>, Vec<String>) {
    // Not numbered: the runtime repeats the row to insert several at once.
    let place = || "?".to_owned();
    let mut columns = Vec::new();
    let mut values = Vec::new();
    let mut add = |name: &str, value: String| {
        columns.push(identifier(name));
        values.push(value);
    };
    for column in &target.columns {
        add(&column.name, place());
    }
    if let Some(history) = &target.history {
        add(&history.valid_from, place());
        add(&history.valid_to, open_end(history));
        add(&history.is_current.column, literal(&history.is_current.on));
    }
    if let Some(flag) = &target.deleted {
        add(&flag.column, literal(&flag.off));
    }
    if let Some(hash) = &target.row_hash {
        add(hash, place());
    }
    if let Some(name) = &target.audit.inserted_run {
        add(name, place());
    }
    if let Some(name) = &target.audit.inserted_at {
        add(name, place());
    }
    (columns, values)
}
