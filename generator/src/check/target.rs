//! The target side: its kind, key, and how rows come in, change and go.

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes, did_you_mean};
use crate::dialects::Dialect;
use crate::expr::{self, Condition, ConditionSql, Scope, Want};
use crate::model::{
    Audit, Change, Duplicates, Flag, From, Load, OnSourceDelete, OrderBy, SourceColumn,
    SurrogateKey, TableKind, TargetColumn, TargetCondition, Trim, Write,
};
use crate::spec::raw::{self, RowHash};
use crate::types::SqlType;

use super::expression::{Expressions, diagnostic};
use super::names::parse_type;

/// How rows are written, and that the kind of table has what is asked of it.
pub(super) fn write(target: &raw::Target, sink: &mut Sink) -> Write {
    let kind = target.kind.as_ref();
    let is_dimension = kind.is_some_and(|kind| kind.value == TableKind::Dimension);
    let has_key = !target.key.is_empty() || target.key_told;
    let write = match (&target.write, kind.map(|kind| kind.value)) {
        (Some(write), Some(TableKind::Dimension)) if write.value != raw::Write::Upsert => {
            sink.push(
                Diagnostic::error(
                    codes::NOT_FOR_KIND,
                    "a dimension is always merged by its key",
                )
                .at(&write.span, "`write` is for facts and staging tables"),
            );
            Write::Merge
        }
        (Some(write), _) => match write.value {
            raw::Write::Append => Write::Append,
            raw::Write::Upsert => Write::Merge,
            raw::Write::Replace => Write::Replace,
        },
        (None, Some(TableKind::Staging)) => Write::Replace,
        (None, Some(TableKind::Fact)) if !has_key => Write::Append,
        (None, _) => Write::Merge,
    };
    if write == Write::Merge && !has_key && kind.is_some() {
        let (span, what) = match &target.write {
            Some(write) => (Some(&write.span), "`upsert` finds rows by key"),
            None => (kind.map(|kind| &kind.span), "its rows are found by key"),
        };
        needs_key(
            span,
            if is_dimension {
                "a dimension"
            } else {
                "`write: upsert`"
            },
            what,
            sink,
        );
    }
    write
}

fn needs_key(span: Option<&Span>, what: &str, label: &str, sink: &mut Sink) {
    let Some(span) = span else { return };
    sink.push(
        Diagnostic::error(codes::NEEDS_KEY, format!("{what} needs a business key"))
            .at(span, label)
            .help("write `key: [column, …]` under `target`, in target column names"),
    );
}

/// `scd` of the target: a dimension's, and required there.
pub(super) fn scd(target: &raw::Target, columns: &[raw::Column], sink: &mut Sink) {
    let Some(kind) = &target.kind else { return };
    match (&target.scd, kind.value) {
        (None, TableKind::Dimension) => {
            let is_key =
                |column: &raw::Column| target.key.iter().any(|key| key.value == column.name.value);
            let untracked =
                |column: &raw::Column| column.track.as_ref().is_some_and(|track| !track.value);
            if columns
                .iter()
                .any(|column| column.scd.is_none() && !is_key(column) && !untracked(column))
            {
                sink.push(
                    Diagnostic::error(codes::NO_SCD, "what does a changed value do?")
                        .at(&kind.span, "a dimension needs `scd`")
                        .help(
                            "write `scd: 2` (a new version), `scd: 1` (overwrite) or `scd: 0` \
                             (keep the first) under `target`",
                        ),
                );
            }
        }
        (Some(scd), TableKind::Fact | TableKind::Staging) => sink.push(
            Diagnostic::error(codes::NOT_FOR_KIND, "`scd` is for dimensions")
                .at(&scd.span, "")
                .at(&kind.span, "the kind of this table"),
        ),
        _ => {}
    }
}

/// Places of the key's columns.
pub(super) fn key(target: &raw::Target, columns: &[raw::Column], sink: &mut Sink) -> Vec<usize> {
    let mut places = Vec::new();
    for (nth, name) in target.key.iter().enumerate() {
        if let Some(other) = target.key[..nth]
            .iter()
            .find(|other| other.value == name.value)
        {
            let message = format!("`{}` is in the key twice", name.value);
            sink.push(
                Diagnostic::error(codes::CONFLICT, message)
                    .at(&name.span, "again")
                    .at(&other.span, "first"),
            );
            continue;
        }
        match columns
            .iter()
            .position(|column| column.name.value == name.value)
        {
            Some(place) => places.push(place),
            None => sink.push(
                Diagnostic::error(
                    codes::UNKNOWN_COLUMN,
                    format!("key column `{}` is not mapped", name.value),
                )
                .at(&name.span, "not among the mapping's `columns`")
                .help_if(did_you_mean(
                    &name.value,
                    columns.iter().map(|column| column.name.value.as_str()),
                ))
                .help("the key is in target column names"),
            ),
        }
    }
    places
}

/// Warns of key columns that compare badly.
pub(super) fn warn_float_key(
    target: &raw::Target,
    key: &[usize],
    columns: &[Option<TargetColumn>],
    sink: &mut Sink,
) {
    for column in key.iter().filter_map(|place| columns.get(*place)?.as_ref()) {
        if matches!(column.ty, SqlType::Real | SqlType::Double)
            && let Some(name) = target.key.iter().find(|name| name.value == column.name)
        {
            sink.push(
                Diagnostic::warning(
                    codes::FLOAT_KEY,
                    format!("key column `{}` is {}", column.name, column.ty),
                )
                .at(&name.span, "key equality is bytewise")
                .help(format!(
                    "cast it, for example `{}: {{expr: …, type: \"decimal(18,6)\"}}`",
                    column.name
                )),
            );
        }
    }
}

/// A NULL in the key rejects its row, and keeps a full load from closing anything: unless the spec
/// says of the column that it may be NULL.
pub(super) fn warn_null_key(
    mapping: &raw::Mapping,
    key: &[usize],
    columns: &[Option<TargetColumn>],
    sink: &mut Sink,
) {
    let is_meant = |place: &&usize| {
        mapping
            .columns
            .get(**place)
            .is_some_and(|column| column.not_null == Some(false))
    };
    let doubtful = key
        .iter()
        .filter(|place| !is_meant(place))
        .filter_map(|place| columns.get(*place)?.as_ref());
    for column in doubtful.filter(|column| column.value.nullable) {
        if let Some(name) = mapping
            .target
            .key
            .iter()
            .find(|name| name.value == column.name)
        {
            sink.push(
                Diagnostic::warning(
                    codes::NULL_KEY,
                    format!("key column `{}` may be NULL", column.name),
                )
                .at(&name.span, "a row without a key is rejected")
                .help(
                    "declare the source's column `not null`, or give NULL a value with \
                     `coalesce(…)`",
                )
                .help(format!(
                    "if it is meant, say so: `{}: {{expr: …, not_null: false}}`",
                    column.name
                )),
            );
        }
    }
}

/// For each key column the source column that it is a plain copy of, where all are.
pub(super) fn key_source(
    key: &[usize],
    columns: &[TargetColumn],
    source: &[SourceColumn],
    from: &From,
) -> Option<Vec<usize>> {
    let default_nulls: &[String] = if matches!(from, From::File { .. }) {
        &[String::new()]
    } else {
        &[]
    };
    let plain = |place: &usize| {
        let place = columns.get(*place)?.value.plain_column?;
        let column = source.get(place)?;
        let as_stored =
            column.trim == Trim::None && column.nulls == default_nulls && column.booleans.is_none();
        let ordered = !matches!(
            column.ty,
            SqlType::Char(_) | SqlType::Real | SqlType::Double
        );
        (as_stored && ordered).then_some(place)
    };
    if key.is_empty() {
        None
    } else {
        key.iter().map(plain).collect()
    }
}

/// The surrogate key; `None` where there is none or a fault was told.
pub(super) fn surrogate_key(target: &raw::Target, sink: &mut Sink) -> Option<SurrogateKey> {
    let raw = target.surrogate_key.as_ref()?;
    let ty = match &raw.ty {
        None => SqlType::BigInt,
        Some(given) => {
            let ty = parse_type(given, sink)?;
            let whole = matches!(ty, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt);
            if !whole && (raw.identity || ty != SqlType::Uuid) {
                sink.push(
                    Diagnostic::error(codes::BAD_VALUE, format!("a surrogate key cannot be {ty}"))
                        .at(&given.span, "expected `smallint`, `integer` or `bigint`")
                        .help("with `generate: default` it may be `uuid` too"),
                );
                return None;
            }
            ty
        }
    };
    Some(SurrogateKey {
        column: raw.column.value.clone(),
        ty,
        identity: raw.identity,
    })
}

/// The hash column, where rows are compared.
pub(super) fn row_hash(target: &raw::Target, write: Write, sink: &mut Sink) -> Option<String> {
    match &target.row_hash {
        Some(RowHash::None) => None,
        Some(RowHash::Column(name)) => {
            if write != Write::Merge {
                sink.push(
                    Diagnostic::error(
                        codes::NOT_FOR_KIND,
                        "`row_hash` is for tables whose rows are compared",
                    )
                    .at(&name.span, "rows of this table are added or replaced"),
                );
            }
            Some(name.value.clone())
        }
        None => target
            .kind
            .as_ref()
            .is_some_and(|kind| kind.value == TableKind::Dimension)
            .then(|| "row_hash".to_owned()),
    }
}

/// What a deletion rule is checked against.
pub(super) struct Deletes<'a> {
    pub(super) load: Load,
    pub(super) load_span: Option<&'a Span>,
    pub(super) write: Write,
    pub(super) has_history: bool,
    pub(super) skips_files: Option<&'a Span>,
}

/// `on_source_delete`, and that the rest lets it work.
pub(super) fn on_source_delete(
    target: &raw::Target,
    deletes: &Deletes<'_>,
    sink: &mut Sink,
) -> OnSourceDelete {
    if let Some(files) = deletes
        .skips_files
        .filter(|_| deletes.write == Write::Replace)
    {
        let fault = Diagnostic::error(
            codes::DELETE_RULE,
            "a load that passes over files cannot replace the table",
        );
        sink.push(fault.at(
            files,
            "`loaded: skip` leaves files out, and with them the rows that the table would lose",
        ));
    }
    let Some(rule) = target
        .on_source_delete
        .as_ref()
        .filter(|rule| rule.value != OnSourceDelete::Ignore)
    else {
        unused_delete_settings(target, sink);
        return OnSourceDelete::Ignore;
    };
    let fault = |message: &str, label: &str| {
        Diagnostic::error(codes::DELETE_RULE, message).at(&rule.span, label)
    };
    if deletes.load == Load::Incremental {
        let diagnostic = fault(
            "an incremental load cannot tell that a key is gone",
            "needs a full load",
        );
        let diagnostic = match deletes.load_span {
            Some(span) => diagnostic.at(span, "this load sees a part of the source"),
            None => diagnostic.note("`load: incremental` is the default"),
        };
        sink.push(
            diagnostic.help("write `load: full` in the job if the source is the whole truth"),
        );
    } else if let Some(files) = deletes.skips_files {
        sink.push(
            fault(
                "a load that passes over files cannot tell that a key is gone",
                "needs all files",
            )
            .at(files, "`loaded: skip` leaves files out"),
        );
    }
    if deletes.write != Write::Merge && target.kind.is_some() {
        sink.push(fault(
            "rows of this table are added or replaced, never found gone",
            "needs a table that is merged by key",
        ));
    }
    let name = match rule.value {
        OnSourceDelete::Ignore => "ignore",
        OnSourceDelete::Close => "close",
        OnSourceDelete::Delete => "delete",
        OnSourceDelete::Flag => "flag",
        OnSourceDelete::Version => "version",
    };
    match rule.value {
        OnSourceDelete::Close | OnSourceDelete::Version if !deletes.has_history => {
            let diagnostic = fault(&format!("`{name}` needs history"), "no column is type 2");
            sink.push(diagnostic.help("write `delete` or `flag`, or give the table `history`"));
        }
        OnSourceDelete::Delete if deletes.has_history => {
            sink.push(
                fault("`delete` would destroy history", "this table has versions")
                    .help("write `close`, `version` or `flag`"),
            );
        }
        _ => {}
    }
    match &target.deleted {
        None if marks_deleted(rule.value) => sink.push(
            fault(&format!("`{name}` needs a column"), "which one?")
                .help("write `deleted: {column: is_deleted}` under `target`"),
        ),
        Some(flag) if !marks_deleted(rule.value) => {
            let reason = "only `on_source_delete: flag` and `version` use it";
            unused_setting(Some(&flag.column.span), "deleted", reason, sink);
        }
        _ => {}
    }
    rule.value
}

/// Whether rows of missing keys are marked in a column.
fn marks_deleted(rule: OnSourceDelete) -> bool {
    matches!(rule, OnSourceDelete::Flag | OnSourceDelete::Version)
}

fn unused_delete_settings(target: &raw::Target, sink: &mut Sink) {
    let reason = "nothing is done about missing keys";
    unused_setting(
        target.deleted.as_ref().map(|flag| &flag.column.span),
        "deleted",
        reason,
        sink,
    );
    unused_setting(
        target.missing_scope.as_ref().map(|scope| &scope.span),
        "missing_scope",
        reason,
        sink,
    );
}

fn unused_setting(span: Option<&Span>, name: &str, reason: &str, sink: &mut Sink) {
    if let Some(span) = span {
        sink.push(
            Diagnostic::warning(codes::UNUSED, format!("`{name}` has no effect")).at(span, reason),
        );
    }
}

/// `missing_scope` as SQL over the target's columns, for each kind of database that the target may
/// be.
pub(super) fn missing_scope(
    target: &raw::Target,
    columns: &[TargetColumn],
    expressions: &Expressions,
    databases: &[&dyn Dialect],
    sink: &mut Sink,
) -> Option<TargetCondition> {
    let text = target
        .missing_scope
        .as_ref()
        .filter(|text| !expressions.is_doubtful(&text.value))?;
    let columns: Vec<_> = columns
        .iter()
        .map(|column| (column.name.clone(), column.ty, column.not_null))
        .collect();
    let scope = Scope {
        columns,
        params: expressions.scope.params.clone(),
        udfs: Vec::new(),
    };
    let asked: Vec<&dyn ConditionSql> = databases
        .iter()
        .map(|database| *database as &dyn ConditionSql)
        .collect();
    match expr::target_condition(&text.value, &scope, &asked) {
        Ok(Condition { text, params, sql }) => {
            let sql = databases
                .iter()
                .map(|database| database.backend())
                .zip(sql)
                .collect();
            Some(TargetCondition { text, params, sql })
        }
        Err(errors) => {
            errors
                .iter()
                .for_each(|error| sink.push(diagnostic(error, text)));
            None
        }
    }
}

/// `duplicates` and the order that it needs.
pub(super) fn duplicates(target: &raw::Target, sink: &mut Sink) -> Duplicates {
    let Some(rule) = &target.duplicates else {
        if let Some(first) = target.order_by.first() {
            unused_setting(
                Some(&first.span),
                "order_by",
                "only `duplicates: first` and `last` use it",
                sink,
            );
        }
        return Duplicates::Error;
    };
    if target.key.is_empty()
        && !target.key_told
        && target
            .kind
            .as_ref()
            .is_some_and(|kind| kind.value != TableKind::Dimension)
    {
        needs_key(
            Some(&rule.span),
            "`duplicates`",
            "duplicates are rows of one key",
            sink,
        );
    }
    if rule.value != Duplicates::Error && target.order_by.is_empty() {
        sink.push(
            Diagnostic::error(codes::NEEDS_ORDER, "which row is first?")
                .at(&rule.span, "needs `order_by`")
                .help(
                    "write for example `order_by: [updated_at desc]`: expressions over the source",
                ),
        );
    }
    rule.value
}

/// `order_by`, each entry with its direction; nothing where no policy uses it.
pub(super) fn order_by(
    target: &raw::Target,
    duplicates: Duplicates,
    expressions: &Expressions,
    sink: &mut Sink,
) -> Vec<OrderBy> {
    let entries: Vec<OrderBy> = target
        .order_by
        .iter()
        .filter_map(|entry| order_entry(entry, expressions, sink))
        .collect();
    if duplicates == Duplicates::Error {
        Vec::new()
    } else {
        entries
    }
}

/// `expression [asc | desc] [nulls first | nulls last]`; PostgreSQL's defaults.
fn order_entry(
    entry: &Spanned<String>,
    expressions: &Expressions,
    sink: &mut Sink,
) -> Option<OrderBy> {
    let (rest, nulls) = match strip_words(&entry.value, &["nulls", "first"]) {
        Some(rest) => (rest, Some(true)),
        None => match strip_words(&entry.value, &["nulls", "last"]) {
            Some(rest) => (rest, Some(false)),
            None => (entry.value.as_str(), None),
        },
    };
    let (text, descending) = match strip_words(rest, &["desc"]) {
        Some(text) => (text, true),
        None => (strip_words(rest, &["asc"]).unwrap_or(rest), false),
    };
    let text = Spanned::new(text.to_owned(), entry.span.clone());
    let value = expressions.compile(&text, Want::Any, sink)?;
    Some(OrderBy {
        value,
        descending,
        nulls_first: nulls.unwrap_or(descending),
    })
}

/// The text without these words at its end, any case; `None` where it does not end so.
fn strip_words<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let mut rest = text.trim_end();
    for word in words.iter().rev() {
        let start = rest.len().checked_sub(word.len())?;
        let (before, last) = (rest.get(..start)?, rest.get(start..)?);
        if !last.eq_ignore_ascii_case(word) || !before.ends_with(char::is_whitespace) {
            return None;
        }
        rest = before.trim_end();
    }
    Some(rest)
}

/// Audit columns; rows without a key always have the run that inserted them: it is how an abandoned
/// or replaced run's are found.
pub(super) fn audit(target: &raw::Target, write: Write) -> Audit {
    let name = |given: &Option<Spanned<String>>| given.as_ref().map(|name| name.value.clone());
    let keyless = write != Write::Merge && target.key.is_empty();
    Audit {
        inserted_run: name(&target.audit.inserted_run)
            .or_else(|| keyless.then(|| "lw_run_id".to_owned())),
        updated_run: name(&target.audit.updated_run),
        inserted_at: name(&target.audit.inserted_at),
        updated_at: name(&target.audit.updated_at),
    }
}

/// Whether the table has versions: a column is type 2, or `history` is written.
pub(super) fn has_history(target: &raw::Target, columns: &[raw::Column], sink: &mut Sink) -> bool {
    let is_dimension = target
        .kind
        .as_ref()
        .is_none_or(|kind| kind.value == TableKind::Dimension);
    if let Some(history) = &target.history {
        if !is_dimension {
            sink.push(
                Diagnostic::error(codes::NOT_FOR_KIND, "`history` is for dimensions")
                    .at(&history.span, "only a dimension has versions"),
            );
            return false;
        }
        return true;
    }
    let default = target.scd.as_ref().map(|scd| scd.value);
    let is_versioned = |column: &raw::Column| {
        let tracked = column.track.as_ref().is_none_or(|track| track.value);
        let is_key = target.key.iter().any(|key| key.value == column.name.value);
        tracked
            && !is_key
            && column.scd.as_ref().map(|scd| scd.value).or(default) == Some(raw::Scd::Version)
    };
    is_dimension && columns.iter().any(is_versioned)
}

/// The deleted flag, where it is used.
pub(super) fn deleted(target: &raw::Target, rule: OnSourceDelete, sink: &mut Sink) -> Option<Flag> {
    let flag = super::history::flag(target.deleted.as_ref()?, sink)?;
    marks_deleted(rule).then_some(flag)
}

/// `type1_scope` says something only of a table with versions and a type 1 column.
pub(super) fn type1_all_versions(
    target: &raw::Target,
    columns: &[Option<TargetColumn>],
    has_history: bool,
    sink: &mut Sink,
) -> bool {
    let Some(scope) = &target.type1_current_only else {
        return true;
    };
    let has_type1 = columns.iter().any(|column| {
        column
            .as_ref()
            .is_none_or(|column| column.change == Change::Overwrite)
    });
    if !has_history || !has_type1 {
        unused_setting(
            Some(&scope.span),
            "type1_scope",
            "it needs versions and a type 1 column",
            sink,
        );
    }
    !scope.value
}

#[cfg(test)]
mod tests {
    use super::strip_words;

    #[test]
    fn directions_are_words_of_their_own() {
        assert_eq!(
            strip_words("updated_at DESC", &["desc"]),
            Some("updated_at")
        );
        assert_eq!(strip_words("a nulls  Last", &["nulls", "last"]), Some("a"));
        assert_eq!(strip_words("codesc", &["desc"]), None);
        assert_eq!(strip_words("desc", &["desc"]), None);
        assert_eq!(strip_words("ä", &["asc"]), None);
    }
}
