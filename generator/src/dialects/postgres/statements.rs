//! PostgreSQL: changes arrive in a staging table, and each statement is about all keys that have
//! its bit.

use tera::Context;

use super::Postgres;
use crate::dialects::in_single_quotes;
use crate::dialects::sent::*;
use crate::dialects::statements::{
    LINE, Template, exclusion, first_values, free, identifiers, in_scope, members, of, overwritten,
    refuses_null, shared, templates,
};
use crate::expr::quoted_name as identifier;
use crate::model::{Change, Flag, History, Job, Literal, OnSourceDelete, Target};
use crate::types::SqlType;

pub(super) const TEMPLATES: &[Template] = templates![
    create_table: ALWAYS,
    create_unique_index: KEYED,
    create_versions_index: HISTORY,
    read_source: READS,
    read_slice: KEYED,
    count_scope: SCOPE,
    read_current: MERGES,
    copy_in: ALWAYS,
    create_stage: ALWAYS,
    copy_stage: ALWAYS,
    copy_stage_keys: KEYED,
    insert_versions: ALWAYS,
    insert_deleted: VERSIONS_DELETES,
    close: HISTORY,
    mark_todays: MARKS_TODAYS,
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

/// A literal as PostgreSQL reads it.
pub(super) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Double(value) => format!("{value:?}"),
        Literal::Text(value) => in_single_quotes(value),
    }
}

fn literal_type(literal: &Literal) -> &'static str {
    match literal {
        Literal::Boolean(_) => "boolean",
        Literal::Integer(_) => "bigint",
        Literal::Double(_) => "double precision",
        Literal::Null | Literal::Text(_) => "text",
    }
}

fn flag_is(alias: &str, flag: &Flag, value: &Literal) -> String {
    format!("{alias}{} = {}", identifier(&flag.column), literal(value))
}

/// The names that stand beside the job's own: in the staging table what is to be done for a key,
/// and its row's hash; whether a key has an older version.
struct Own {
    mask: String,
    hash: String,
    known: String,
}

pub(super) fn context(job: &Job) -> Context {
    let target = &job.target;
    let own = Own {
        mask: free("lw_do", target),
        hash: free("lw_hash", target),
        known: free("lw_known", target),
    };
    let mut context = shared(&Postgres, job);
    context.insert("mask", &own.mask);
    context.insert("staged_hash", &own.hash);
    // The bits are those of the runtime's staging table.
    let instead = if target.on_source_delete == OnSourceDelete::Version {
        128
    } else {
        64
    };
    context.insert("instead", &instead);
    let key: Vec<String> = identifiers(
        &Postgres,
        target
            .key
            .iter()
            .map(|place| target.columns[*place].name.as_str()),
    );
    let mut join: Vec<String> = key
        .iter()
        .map(|name| format!("t.{name} = s.{name}"))
        .collect();
    // A source row may carry a special member's key: it is a row of its own, and the member is not
    // meant.
    join.extend(exclusion(&Postgres, target, "t."));
    let current = target
        .history
        .as_ref()
        .map(|history| flag_is("t.", &history.is_current, &history.is_current.on));
    let join_current: Vec<String> = join.iter().cloned().chain(current.clone()).collect();
    context.insert("join", &join.join(" AND "));
    context.insert("join_current", &join_current.join(" AND "));
    context.insert("current", &current.unwrap_or_default());
    context.insert("living", &living(target).join(" AND "));
    context.insert("scope", &in_scope(&Postgres, target).unwrap_or_default());
    context.insert(
        "key_texts",
        &key.iter()
            .map(|name| format!("t.{name}::text"))
            .collect::<Vec<_>>()
            .join(", "),
    );
    context.insert(
        "key_columns",
        &key.iter()
            .map(|name| format!("t.{name}"))
            .collect::<Vec<_>>()
            .join(", "),
    );
    context.insert("definitions", &definitions(target).join(LINE));
    context.insert(
        "stage_definitions",
        &stage_definitions(target, &own).join(LINE),
    );
    context.insert("slice_columns", &slice_columns(target).join(LINE));
    let (columns, values): (Vec<String>, Vec<String>) = insert(target, &own).into_iter().unzip();
    context.insert("insert_columns", &columns.join(LINE));
    context.insert("version_values", &values.join(LINE));
    context.insert("deleted_values", &deleted_values(target).join(LINE));
    let oldest = std::iter::once(format!("true AS {}", own.known)).chain(
        identifiers(&Postgres, of(target, |change| change == Change::Keep))
            .into_iter()
            .map(|name| format!("t.{name}")),
    );
    context.insert(
        "oldest_columns",
        &oldest.collect::<Vec<_>>().join(",\n        "),
    );
    assignments(target, &own.hash, &mut context);
    context.insert("members", &members(&Postgres, target));
    context
}

/// A key column orders and compares by its bytes, whatever the database's collation.
fn column_type(target: &Target, place: usize) -> String {
    let column = &target.columns[place];
    let is_text = matches!(
        column.ty,
        SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_)
    );
    let collation = if is_text && column.change == Change::Key {
        " COLLATE \"C\""
    } else {
        ""
    };
    format!("{}{collation}", column.ty)
}

fn definitions(target: &Target) -> Vec<String> {
    let mut list = Vec::new();
    if let Some(key) = &target.surrogate_key {
        list.push(match key.identity {
            true => format!(
                "{} {} GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
                identifier(&key.column),
                key.ty
            ),
            false => format!("{} {}", identifier(&key.column), key.ty),
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
            column_type(target, place)
        ));
    }
    if let Some(history) = &target.history {
        let open = if history.current_valid_to.is_some() {
            " NOT NULL"
        } else {
            ""
        };
        list.push(format!(
            "{} {} NOT NULL",
            identifier(&history.valid_from),
            history.ty
        ));
        list.push(format!(
            "{} {}{open}",
            identifier(&history.valid_to),
            history.ty
        ));
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
        list.push(format!("{} bytea", identifier(hash)));
    }
    let audit = &target.audit;
    list.extend(
        [&audit.inserted_run, &audit.updated_run]
            .into_iter()
            .flatten()
            .map(|name| format!("{} bigint", identifier(name))),
    );
    list.extend(
        [&audit.inserted_at, &audit.updated_at]
            .into_iter()
            .flatten()
            .map(|name| format!("{} timestamptz", identifier(name))),
    );
    list
}

fn stage_definitions(target: &Target, own: &Own) -> Vec<String> {
    let mut list = vec![format!("{} integer NOT NULL", own.mask)];
    // No collation of its own: beside a table's column, which may be of any, it gives way.
    list.extend(
        target
            .columns
            .iter()
            .map(|column| format!("{} {}", identifier(&column.name), column.ty)),
    );
    list.push(format!("{} bytea", own.hash));
    list
}

fn living(target: &Target) -> Vec<String> {
    let current = target
        .history
        .as_ref()
        .map(|history| flag_is("", &history.is_current, &history.is_current.on));
    let list: Vec<String> = current
        .into_iter()
        .chain(exclusion(&Postgres, target, ""))
        .collect();
    if list.is_empty() {
        vec!["true".to_owned()]
    } else {
        list
    }
}

fn slice_columns(target: &Target) -> Vec<String> {
    let mut list = identifiers(
        &Postgres,
        target
            .key
            .iter()
            .map(|place| target.columns[*place].name.as_str()),
    );
    list.push(
        target
            .row_hash
            .as_deref()
            .map_or_else(|| "NULL::bytea".to_owned(), identifier),
    );
    // What the table has not is NULL, which costs nothing on the wire.
    // A version that began earlier the same day is overwritten; of instants no two can be equal.
    let dated = target
        .history
        .as_ref()
        .filter(|history| history.ty == SqlType::Date);
    list.push(dated.map_or_else(
        || "NULL::date".to_owned(),
        |history| identifier(&history.valid_from),
    ));
    list.push(in_scope(&Postgres, target).unwrap_or_else(|| "NULL::boolean".to_owned()));
    list.push(target.deleted.as_ref().map_or_else(
        || "NULL::boolean".to_owned(),
        |flag| flag_is("", flag, &flag.on),
    ));
    list
}

/// The columns of a new row, each with what a version made from the staging table has there.
fn insert(target: &Target, own: &Own) -> Vec<(String, String)> {
    let known = &own.known;
    let mut list = Vec::new();
    for column in &target.columns {
        let name = identifier(&column.name);
        let value = if column.change == Change::Keep && target.history.is_some() {
            format!("CASE WHEN o.{known} THEN o.{name} ELSE s.{name} END")
        } else {
            format!("s.{name}")
        };
        list.push((name, value));
    }
    if let Some(history) = &target.history {
        list.push((
            identifier(&history.valid_from),
            format!("CASE WHEN o.{known} THEN ${{effective}} ELSE ${{first}} END"),
        ));
        list.push((identifier(&history.valid_to), open_end(history)));
        list.push((
            identifier(&history.is_current.column),
            literal(&history.is_current.on),
        ));
    }
    if let Some(flag) = &target.deleted {
        list.push((identifier(&flag.column), literal(&flag.off)));
    }
    if let Some(hash) = &target.row_hash {
        list.push((identifier(hash), format!("s.{}", own.hash)));
    }
    list.extend(
        target
            .audit
            .inserted_run
            .as_deref()
            .map(|name| (identifier(name), "${run}".to_owned())),
    );
    list.extend(
        target
            .audit
            .inserted_at
            .as_deref()
            .map(|name| (identifier(name), "${now}".to_owned())),
    );
    list
}

/// What a version has that marks its key as deleted, in the order of [`insert`]: the values of the
/// version before it.
fn deleted_values(target: &Target) -> Vec<String> {
    let mut list: Vec<String> = target
        .columns
        .iter()
        .map(|column| format!("t.{}", identifier(&column.name)))
        .collect();
    if let Some(history) = &target.history {
        list.extend([
            "${effective}".to_owned(),
            open_end(history),
            literal(&history.is_current.on),
        ]);
    }
    list.extend(target.deleted.as_ref().map(|flag| literal(&flag.on)));
    list.extend(
        target
            .row_hash
            .as_deref()
            .map(|name| format!("t.{}", identifier(name))),
    );
    list.extend(
        target
            .audit
            .inserted_run
            .as_ref()
            .map(|_| "${run}".to_owned()),
    );
    list.extend(
        target
            .audit
            .inserted_at
            .as_ref()
            .map(|_| "${now}".to_owned()),
    );
    list
}

fn open_end(history: &History) -> String {
    history.current_valid_to.as_ref().map_or_else(
        || format!("NULL::{}", history.ty),
        |text| format!("'{text}'::{}", history.ty),
    )
}

fn assignments(target: &Target, staged_hash: &str, context: &mut Context) {
    let staged = |name: &str| format!("{} = s.{}", identifier(name), identifier(name));
    let hash = || {
        target
            .row_hash
            .as_deref()
            .map(|name| format!("{} = s.{staged_hash}", identifier(name)))
    };
    let audit = || {
        let run = target
            .audit
            .updated_run
            .as_deref()
            .map(|name| format!("{} = ${{run}}", identifier(name)));
        run.into_iter().chain(
            target
                .audit
                .updated_at
                .as_deref()
                .map(|name| format!("{} = ${{now}}", identifier(name))),
        )
    };
    let changed = |wanted: &dyn Fn(Change) -> bool| {
        let columns: Vec<String> = of(target, wanted).map(staged).collect();
        columns
            .into_iter()
            .chain(hash())
            .chain(audit())
            .collect::<Vec<_>>()
            .join(LINE)
    };
    let tracked = |change| {
        matches!(
            change,
            Change::Version | Change::Overwrite | Change::Untracked
        )
    };
    context.insert(
        "update_assignments",
        &changed(&|change| overwritten(target, change)),
    );
    let overwrite = first_values(&Postgres, target, |_, name| format!("s.{name}"))
        .into_iter()
        .chain([changed(&tracked)])
        .collect::<Vec<_>>();
    context.insert("overwrite_assignments", &overwrite.join(LINE));
    context.insert("rehash_assignments", &hash().unwrap_or_default());

    let older = of(target, |change| change == Change::Overwrite)
        .map(staged)
        .chain(
            target
                .row_hash
                .as_deref()
                .map(|name| spliced(name, staged_hash)),
        )
        .chain(audit());
    context.insert("version_assignments", &older.collect::<Vec<_>>().join(LINE));

    for (name, set) in [("flag_assignments", true), ("unflag_assignments", false)] {
        let flag = target
            .deleted
            .iter()
            .map(|flag| flag_is("", flag, if set { &flag.on } else { &flag.off }));
        context.insert(name, &flag.chain(audit()).collect::<Vec<_>>().join(LINE));
    }

    let history = target.history.as_ref();
    let close = history.map(|history| {
        let end = format!("{} = ${{effective}}", identifier(&history.valid_to));
        [
            end,
            flag_is("", &history.is_current, &history.is_current.off),
        ]
        .into_iter()
        .chain(audit())
        .collect::<Vec<_>>()
        .join(LINE)
    });
    context.insert("close_assignments", &close.unwrap_or_default());
    context.insert(
        "valid_from",
        &history.map_or_else(String::new, |history| identifier(&history.valid_from)),
    );
    context.insert(
        "valid_to",
        &history.map_or_else(String::new, |history| identifier(&history.valid_to)),
    );
}

/// An older version keeps its own type 2 half of the hash: 9 bytes of head, then 16 for each class.
/// A hash of another shape stays.
fn spliced(name: &str, staged: &str) -> String {
    let name = identifier(name);
    format!(
        "{name} = CASE
        WHEN length(t.{name}) = length(s.{staged}) AND substring(t.{name} FROM 1 FOR 9) = \
         substring(s.{staged} FROM 1 FOR 9)
        THEN substring(t.{name} FROM 1 FOR length(t.{name}) - 16) || substring(s.{staged} FROM \
         length(s.{staged}) - 15)
        ELSE t.{name}
    END"
    )
}
