//! `columns:` of a mapping.

use crate::diag::{Diagnostic, Sink, Spanned, codes};

use super::fields::{self, Fields};
use super::raw::{Column, ColumnValue, Scd};
use super::shape;
use super::yaml::{Node, Scalar, Value};

/// Reads them, in the order of the file.
pub(super) fn read(node: &Node, sink: &mut Sink) -> Vec<Column> {
    let Value::Map(map) = &node.value else {
        sink.push(fields::wrong_shape(
            node,
            "`columns`",
            "a map of `name: expression`",
        ));
        return Vec::new();
    };
    if map.entries.is_empty() {
        sink.push(
            Diagnostic::error(codes::MISSING_FIELD, "the target has no columns")
                .at(&node.span, "write `name: expression` for each"),
        );
    }
    map.entries
        .iter()
        .map(|(name, node)| column(name, node, sink))
        .collect()
}

fn column(name: &Spanned<String>, node: &Node, sink: &mut Sink) -> Column {
    let mut column = Column {
        name: name.clone(),
        value: None,
        ty: None,
        not_null: None,
        scd: None,
        track: None,
        comment: None,
    };
    let what = format!("column `{}`", name.value);
    if !matches!(node.value, Value::Map(_)) {
        column.value = fields::expression(node, &format!("the expression of {what}"), sink)
            .map(ColumnValue::Expression);
        return column;
    }
    let Some(mut section) = Fields::open(node, &what, &shape::COLUMN, sink) else {
        return column;
    };
    column.value = value(&mut section, &what, sink);
    column.ty = section
        .get("type")
        .and_then(|node| fields::name(node, "`type`", sink));
    column.not_null = section
        .get("not_null")
        .and_then(|node| fields::boolean(node, "`not_null`", sink))
        .map(|found| found.value);
    column.scd = section.get("scd").and_then(|node| scd(node, sink));
    column.track = section
        .get("track")
        .and_then(|node| fields::boolean(node, "`track`", sink));
    column.comment = section
        .get("comment")
        .and_then(|node| fields::text(node, "`comment`", sink))
        .map(|text| text.value);
    section.not_yet("previous", sink);
    section.not_yet("current", sink);
    section.finish(sink);
    column
}

fn value(section: &mut Fields<'_>, what: &str, sink: &mut Sink) -> Option<ColumnValue> {
    match (section.entry("expr"), section.entry("value")) {
        (Some((_, node)), None) => {
            fields::expression(node, "`expr`", sink).map(ColumnValue::Expression)
        }
        (None, Some((_, node))) => constant(node, sink).map(ColumnValue::Constant),
        (Some((expr, _)), Some((value, _))) => {
            sink.push(
                Diagnostic::error(
                    codes::CONFLICT,
                    format!("{what} is either `expr` or `value`"),
                )
                .at(&value.span, "a constant")
                .at(&expr.span, "an expression"),
            );
            None
        }
        (None, None) if section.is_told("expr") || section.is_told("value") => None,
        (None, None) => {
            sink.push(
                Diagnostic::error(
                    codes::MISSING_FIELD,
                    format!("{what} has neither `expr` nor `value`"),
                )
                .at(&section.span(), "")
                .help(
                    "write `expr:` with an expression over the source, or `value:` with a constant",
                ),
            );
            None
        }
    }
}

/// A constant: any scalar, null included.
pub(super) fn constant(node: &Node, sink: &mut Sink) -> Option<Spanned<Scalar>> {
    match &node.value {
        Value::Scalar(scalar) => Some(Spanned::new(scalar.clone(), node.span.clone())),
        _ => {
            sink.push(fields::wrong_shape(node, "a constant", "one value"));
            None
        }
    }
}

/// `scd:` of a column or of the target.
pub(super) fn scd(node: &Node, sink: &mut Sink) -> Option<Spanned<Scd>> {
    let words = [
        ("0", Some(Scd::Keep)),
        ("1", Some(Scd::Overwrite)),
        ("2", Some(Scd::Version)),
        ("3", None),
        ("6", None),
    ];
    fields::choice(node, "`scd`", &words, sink)
}
