//! `target:` of a mapping.

use crate::diag::{Diagnostic, Sink, Spanned, codes};
use crate::model::{Duplicates, OnSourceDelete, TableKind};

use super::columns::{constant, scd};
use super::fields::{self, Fields};
use super::raw::{Audit, Flag, History, Member, RowHash, SurrogateKey, Target, Write};
use super::shape;
use super::yaml::{Node, Scalar, Value};

/// Reads it.
pub(super) fn read(node: &Node, sink: &mut Sink) -> Option<Target> {
    let mut section = Fields::open(node, "`target`", &shape::TARGET, sink)?;
    let mut target = Target {
        span: Some(section.span()),
        ..Target::default()
    };
    target.table = section
        .require("table", "dim_airport", sink)
        .and_then(|node| fields::name(node, "`table`", sink));
    let kinds = [
        ("dimension", Some(TableKind::Dimension)),
        ("fact", Some(TableKind::Fact)),
        ("staging", Some(TableKind::Staging)),
    ];
    target.kind = section
        .require("kind", "dimension", sink)
        .and_then(|node| fields::choice(node, "`kind`", &kinds, sink));
    if let Some(node) = section.get("key") {
        let names = fields::list(node, "`key`", sink).map(|items| {
            items
                .iter()
                .map(|item| fields::name(item, "an entry of `key`", sink))
                .collect()
        });
        target.key_told = matches!(names, None | Some(None));
        target.key = names.flatten().unwrap_or_default();
    }
    let empty = [("reject", Some(false)), ("allow", Some(true))];
    target.empty_key_allowed = section
        .get("empty_key")
        .and_then(|node| fields::choice(node, "`empty_key`", &empty, sink))
        .is_some_and(|found| found.value);
    target.surrogate_key = section
        .get("surrogate_key")
        .and_then(|node| surrogate_key(node, sink));
    target.scd = section.get("scd").and_then(|node| scd(node, sink));
    changes(&mut section, &mut target, sink);
    target.history = section
        .entry("history")
        .and_then(|(key, node)| Some(Spanned::new(history(node, sink)?, key.span.clone())));
    target.row_hash = section
        .get("row_hash")
        .and_then(|node| row_hash(node, sink));
    for name in ["unknown_member", "not_applicable"] {
        target.members.extend(
            section
                .entry(name)
                .and_then(|(key, node)| member(name, key, node, sink)),
        );
    }
    target.audit = section
        .get("audit")
        .map(|node| audit(node, sink))
        .unwrap_or_default();
    section.finish(sink);
    Some(target)
}

/// How rows come in, change and go.
fn changes(section: &mut Fields<'_>, target: &mut Target, sink: &mut Sink) {
    let writes = [
        ("append", Some(Write::Append)),
        ("upsert", Some(Write::Upsert)),
        ("replace", Some(Write::Replace)),
        ("replace_where", None),
    ];
    target.write = section
        .get("write")
        .and_then(|node| fields::choice(node, "`write`", &writes, sink));
    section.not_yet("replace_where", sink);
    let deletes = [
        ("ignore", Some(OnSourceDelete::Ignore)),
        ("close", Some(OnSourceDelete::Close)),
        ("delete", Some(OnSourceDelete::Delete)),
        ("flag", Some(OnSourceDelete::Flag)),
        ("version", Some(OnSourceDelete::Version)),
    ];
    target.on_source_delete = section
        .get("on_source_delete")
        .and_then(|node| fields::choice(node, "`on_source_delete`", &deletes, sink));
    target.deleted = section
        .get("deleted")
        .and_then(|node| flag(node, "`deleted`", None, sink));
    target.missing_scope = section
        .get("missing_scope")
        .and_then(|node| fields::expression(node, "`missing_scope`", sink));
    let indexes = [("create", Some(false)), ("none", Some(true))];
    target.no_indexes = section
        .get("indexes")
        .and_then(|node| fields::choice(node, "`indexes`", &indexes, sink))
        .is_some_and(|found| found.value);
    let duplicates = [
        ("error", Some(Duplicates::Error)),
        ("first", Some(Duplicates::First)),
        ("last", Some(Duplicates::Last)),
        ("versions", None),
    ];
    target.duplicates = section
        .get("duplicates")
        .and_then(|node| fields::choice(node, "`duplicates`", &duplicates, sink));
    if let Some(node) = section.get("order_by") {
        let items = fields::list(node, "`order_by`", sink).unwrap_or_default();
        target.order_by = items
            .iter()
            .filter_map(|item| fields::expression(item, "an entry of `order_by`", sink))
            .collect();
    }
    if let Some(node) = section.get("late") {
        fields::choice(
            node,
            "`late`",
            &[("reject", Some(())), ("split", None)],
            sink,
        );
    }
    let security = [("refuse", Some(false)), ("view", Some(true))];
    let node = section
        .get("row_security")
        .and_then(|node| fields::choice(node, "`row_security`", &security, sink));
    target.row_security_view = node.is_some_and(|found| found.value);
    let scopes = [
        ("all_versions", Some(false)),
        ("current_version", Some(true)),
    ];
    target.type1_current_only = section
        .get("type1_scope")
        .and_then(|node| fields::choice(node, "`type1_scope`", &scopes, sink));
}

fn surrogate_key(node: &Node, sink: &mut Sink) -> Option<SurrogateKey> {
    if !matches!(node.value, Value::Map(_)) {
        let column = fields::name(node, "`surrogate_key`", sink)?;
        return Some(SurrogateKey {
            column,
            ty: None,
            identity: true,
        });
    }
    let mut section = Fields::open(node, "`surrogate_key`", &shape::SURROGATE_KEY, sink)?;
    let column = section
        .require("column", "airport_sk", sink)
        .and_then(|node| fields::name(node, "`column`", sink));
    let ty = section
        .get("type")
        .and_then(|node| fields::name(node, "`type`", sink));
    let generate = [("identity", Some(true)), ("default", Some(false))];
    let identity = section
        .get("generate")
        .and_then(|node| fields::choice(node, "`generate`", &generate, sink));
    section.finish(sink);
    Some(SurrogateKey {
        column: column?,
        ty,
        identity: identity.is_none_or(|found| found.value),
    })
}

/// `{column: is_current, values: [Y, N]}`, or the name alone; `default`: the column where none is
/// written.
fn flag(node: &Node, what: &str, default: Option<&str>, sink: &mut Sink) -> Option<Flag> {
    if !matches!(node.value, Value::Map(_)) {
        return Some(Flag {
            column: fields::name(node, what, sink)?,
            values: None,
        });
    }
    let section = if default.is_some() {
        &shape::IS_CURRENT
    } else {
        &shape::DELETED
    };
    let mut section = Fields::open(node, what, section, sink)?;
    let column = match (section.get("column"), default) {
        (Some(node), _) => fields::name(node, "`column`", sink),
        (None, Some(default)) => Some(Spanned::new(default.to_owned(), section.span())),
        (None, None) => section.require("column", "is_deleted", sink).and(None),
    };
    let values = section
        .get("values")
        .and_then(|node| flag_values(node, sink));
    section.finish(sink);
    Some(Flag {
        column: column?,
        values,
    })
}

fn flag_values(node: &Node, sink: &mut Sink) -> Option<(Spanned<Scalar>, Spanned<Scalar>)> {
    let items = fields::list(node, "`values`", sink)?;
    let [on, off] = items else {
        sink.push(
            Diagnostic::error(
                codes::WRONG_SHAPE,
                format!("`values` must be two values, found {}", items.len()),
            )
            .at(
                &node.span,
                "the one when set, then the one when not: `[true, false]`, `[Y, N]`, `[1, 0]`",
            ),
        );
        return None;
    };
    Some((constant(on, sink)?, constant(off, sink)?))
}

fn history(node: &Node, sink: &mut Sink) -> Option<History> {
    let mut section = Fields::open(node, "`history`", &shape::HISTORY, sink)?;
    let valid_from = section
        .get("valid_from")
        .and_then(|node| fields::name(node, "`valid_from`", sink));
    let valid_to = section
        .get("valid_to")
        .and_then(|node| fields::name(node, "`valid_to`", sink));
    let is_current = section
        .get("is_current")
        .and_then(|node| flag(node, "`is_current`", Some("is_current"), sink));
    let ty = section
        .get("type")
        .and_then(|node| fields::name(node, "`type`", sink));
    let current_valid_to = section.get("current_valid_to").and_then(|node| {
        if node.is_null() {
            Some(None)
        } else {
            fields::text(node, "`current_valid_to`", sink).map(Some)
        }
    });
    if let Some(node) = section.get("effective_from") {
        effective_from(node, sink);
    }
    let first_version_from = section
        .get("first_version_from")
        .and_then(|node| fields::name(node, "`first_version_from`", sink));
    let low_date = section
        .get("low_date")
        .and_then(|node| fields::name(node, "`low_date`", sink));
    section.finish(sink);
    Some(History {
        valid_from,
        valid_to,
        is_current,
        ty,
        current_valid_to,
        first_version_from,
        low_date,
    })
}

/// `run`; an expression is for later.
fn effective_from(node: &Node, sink: &mut Sink) {
    if let Some(text) = fields::name(node, "`effective_from`", sink)
        && text.value != "run"
    {
        sink.push(
            fields::not_yet(&text.span, "`effective_from` with an expression")
                .help("`effective_from: run` is the default"),
        );
    }
}

fn row_hash(node: &Node, sink: &mut Sink) -> Option<RowHash> {
    if !matches!(node.value, Value::Map(_)) {
        let name = fields::name(node, "`row_hash`", sink)?;
        return Some(if name.value == "none" {
            RowHash::None
        } else {
            RowHash::Column(name)
        });
    }
    let mut section = Fields::open(node, "`row_hash`", &shape::ROW_HASH, sink)?;
    let column = section
        .require("column", "row_hash", sink)
        .and_then(|node| fields::name(node, "`column`", sink));
    section.finish(sink);
    column.map(RowHash::Column)
}

fn member(
    name: &'static str,
    key: &Spanned<String>,
    node: &Node,
    sink: &mut Sink,
) -> Option<Member> {
    let mut section = Fields::open(node, &format!("`{name}`"), &shape::MEMBER, sink)?;
    let number = section.require("key", "-1", sink).and_then(|node| {
        let text = fields::text(node, "`key`", sink)?;
        let number = text.value.parse::<i64>().ok();
        if number.is_none() {
            sink.push(
                Diagnostic::error(
                    codes::WRONG_SHAPE,
                    format!("`key` must be a whole number, found `{}`", text.value),
                )
                .at(&text.span, "the surrogate key of this row"),
            );
        }
        number.map(|number| Spanned::new(number, text.span))
    });
    let mut values = Vec::new();
    if let Some(node) = section.get("values") {
        match &node.value {
            Value::Map(map) => values.extend(
                map.entries
                    .iter()
                    .filter_map(|(name, node)| Some((name.clone(), constant(node, sink)?))),
            ),
            _ => sink.push(fields::wrong_shape(
                node,
                "`values`",
                "a map of values by target column",
            )),
        }
    }
    section.finish(sink);
    Some(Member {
        name,
        span: key.span.clone(),
        key: number,
        values,
    })
}

fn audit(node: &Node, sink: &mut Sink) -> Audit {
    let Some(mut section) = Fields::open(node, "`audit`", &shape::AUDIT, sink) else {
        return Audit::default();
    };
    let mut column = |name: &'static str| {
        section
            .get(name)
            .and_then(|node| fields::name(node, &format!("`{name}`"), sink))
    };
    let audit = Audit {
        inserted_run: column("inserted_run"),
        updated_run: column("updated_run"),
        inserted_at: column("inserted_at"),
        updated_at: column("updated_at"),
    };
    section.finish(sink);
    audit
}
