//! `source:` of a mapping.

use crate::diag::{Diagnostic, Sink, Spanned, codes};
use crate::model::{Files, Trim};

use super::fields::{self, Fields};
use super::raw::{Csv, From, Source, SourceColumn};
use super::shape::{self, ANY_NUMBER};
use super::yaml::{Node, Value};

/// Reads it.
pub(super) fn read(node: &Node, sink: &mut Sink) -> Option<Source> {
    let mut section = Fields::open(node, "`source`", &shape::SOURCE, sink)?;
    let from = from(&mut section, sink);
    let files = section
        .entry("files")
        .and_then(|(key, node)| Some(Spanned::new(files(node, sink)?, key.span.clone())));
    let csv = section
        .entry("csv")
        .and_then(|(key, node)| Some(Spanned::new(csv(node, sink)?, key.span.clone())));
    section.not_yet("parquet", sink);
    let columns = section
        .require("columns", "{id: integer not null}", sink)
        .map(|node| columns(node, sink))
        .unwrap_or_default();
    let filter = section
        .get("filter")
        .and_then(|node| fields::expression(node, "`filter`", sink));
    let allow_empty = section
        .get("allow_empty")
        .and_then(|node| fields::boolean(node, "`allow_empty`", sink));
    section.finish(sink);
    let allow_empty = allow_empty.is_some_and(|found| found.value);
    Some(Source {
        span: None,
        from,
        files,
        csv,
        columns,
        filter,
        allow_empty,
    })
}

/// Exactly one of `file`, `table` and `query`.
fn from(section: &mut Fields<'_>, sink: &mut Sink) -> Option<From> {
    let given: Vec<_> = ["file", "table", "query"]
        .into_iter()
        .filter_map(|name| section.entry(name))
        .collect();
    let [(key, node)] = given.as_slice() else {
        sink.push(match given.as_slice() {
            [(first, _), (second, _), ..] => Diagnostic::error(
                codes::CONFLICT,
                "a source is one of `file`, `table` and `query`",
            )
            .at(&second.span, "one too many")
            .at(&first.span, "given here"),
            _ => Diagnostic::error(
                codes::MISSING_FIELD,
                "`source` has neither `file`, `table` nor `query`",
            )
            .at(&section.span(), "")
            .help("write for example `file: airports.csv`"),
        });
        return None;
    };
    let text = fields::name(node, &format!("`{}`", key.value), sink)?;
    Some(match key.value.as_str() {
        "file" => From::File(text),
        "table" => From::Table(text),
        _ => From::Query(text),
    })
}

fn files(node: &Node, sink: &mut Sink) -> Option<Files> {
    let mut section = Fields::open(node, "`files`", &shape::FILES, sink)?;
    if let Some(node) = section.get("as") {
        fields::choice(
            node,
            "`as`",
            &[("one_load", Some(())), ("one_run_each", None)],
            sink,
        );
    }
    let mut flag = |name: &'static str, no: &'static str, yes: &'static str| {
        let found = section.get(name).and_then(|node| {
            fields::choice(
                node,
                &format!("`{name}`"),
                &[(no, Some(false)), (yes, Some(true))],
                sink,
            )
        });
        found.is_some_and(|found| found.value)
    };
    let order_by_modified = flag("order", "name", "modified");
    let skip_loaded = flag("loaded", "reload", "skip");
    let none_is_error = !flag("none", "error", "succeed");
    section.finish(sink);
    Some(Files {
        order_by_modified,
        skip_loaded,
        none_is_error,
    })
}

fn csv(node: &Node, sink: &mut Sink) -> Option<Csv> {
    let mut section = Fields::open(node, "`csv`", &shape::CSV, sink)?;
    let header = section
        .get("header")
        .and_then(|node| fields::boolean(node, "`header`", sink))
        .map(|found| found.value);
    let by_name = [("name", Some(true)), ("position", Some(false))];
    let by_name = section
        .get("match")
        .and_then(|node| fields::choice(node, "`match`", &by_name, sink));
    let extra = [("ignore", Some(false)), ("error", Some(true))];
    let extra_is_error = section
        .get("extra")
        .and_then(|node| fields::choice(node, "`extra`", &extra, sink));
    let missing = [("error", Some(true)), ("null", Some(false))];
    let missing_is_error = section
        .get("missing")
        .and_then(|node| missing_choice(node, &missing, sink));
    let delimiter = section
        .get("delimiter")
        .and_then(|node| byte(node, "`delimiter`", sink));
    let quote = section
        .get("quote")
        .and_then(|node| byte(node, "`quote`", sink));
    let nulls = section
        .get("nulls")
        .and_then(|node| texts(node, "`nulls`", sink));
    let quoted_nulls = section
        .get("quoted_nulls")
        .and_then(|node| fields::boolean(node, "`quoted_nulls`", sink))
        .map(|found| found.value);
    let empty_lines = [("reject", Some(false)), ("ignore", Some(true))];
    let empty_lines = section
        .get("empty_lines")
        .and_then(|node| fields::choice(node, "`empty_lines`", &empty_lines, sink));
    let ignore_empty_lines = empty_lines.map(|found| found.value);
    let skip_lines = section
        .get("skip_lines")
        .and_then(|node| fields::whole(node, "`skip_lines`", ANY_NUMBER, sink));
    let footer_lines = section
        .get("footer_lines")
        .and_then(|node| fields::whole(node, "`footer_lines`", ANY_NUMBER, sink));
    let encoding = section
        .get("encoding")
        .and_then(|node| fields::name(node, "`encoding`", sink));
    section.finish(sink);
    Some(Csv {
        header,
        by_name,
        extra_is_error,
        missing_is_error,
        delimiter,
        quote,
        nulls,
        quoted_nulls,
        ignore_empty_lines,
        skip_lines,
        footer_lines,
        encoding,
    })
}

/// `missing: null` is the word here, though YAML reads nothing in it.
fn missing_choice(node: &Node, words: &[(&str, Option<bool>)], sink: &mut Sink) -> Option<bool> {
    if node.is_null() && node.span.text() == "null" {
        return Some(false);
    }
    fields::choice(node, "`missing`", words, sink).map(|found| found.value)
}

/// One ASCII character.
fn byte(node: &Node, what: &str, sink: &mut Sink) -> Option<Spanned<u8>> {
    let text = fields::text(node, what, sink)?;
    if let [byte] = text.value.as_bytes()
        && byte.is_ascii()
        && !matches!(byte, b'\n' | b'\r')
    {
        return Some(Spanned::new(*byte, text.span));
    }
    sink.push(
        Diagnostic::error(
            codes::WRONG_SHAPE,
            format!("{what} must be one ASCII character, found `{}`", text.value),
        )
        .at(&text.span, "expected one character")
        .help_if(
            text.value
                .contains('t')
                .then(|| "a tab is written `\"\\t\"`".to_owned()),
        ),
    );
    None
}

/// A list of texts, each as it was written.
fn texts(node: &Node, what: &str, sink: &mut Sink) -> Option<Vec<String>> {
    let items = fields::list(node, what, sink)?;
    let mut texts = Vec::new();
    for item in items {
        match &item.value {
            // `NULL` and `~` are texts here: what stands in the file.
            Value::Scalar(scalar) => texts.push(scalar.text.clone()),
            _ => sink.push(fields::wrong_shape(
                item,
                &format!("an entry of {what}"),
                "text",
            )),
        }
    }
    Some(texts)
}

fn columns(node: &Node, sink: &mut Sink) -> Vec<SourceColumn> {
    let Value::Map(map) = &node.value else {
        sink.push(fields::wrong_shape(
            node,
            "`columns` of the source",
            "a map of `name: type`",
        ));
        return Vec::new();
    };
    if map.entries.is_empty() {
        sink.push(
            Diagnostic::error(codes::MISSING_FIELD, "the source has no columns")
                .at(&node.span, "write `name: type` for each"),
        );
    }
    map.entries
        .iter()
        .map(|(name, node)| column(name, node, sink))
        .collect()
}

fn column(name: &Spanned<String>, node: &Node, sink: &mut Sink) -> SourceColumn {
    let mut column = SourceColumn {
        name: name.clone(),
        from: None,
        ty: None,
        not_null: false,
        nulls: None,
        quoted_nulls: None,
        trim: Trim::None,
        format: None,
        decimal_mark: None,
        booleans: None,
    };
    let what = format!("source column `{}`", name.value);
    if !matches!(node.value, Value::Map(_)) {
        column.ty = fields::name(node, &format!("the type of {what}"), sink);
        split_not_null(&mut column);
        return column;
    }
    let Some(mut section) = Fields::open(node, &what, &shape::SOURCE_COLUMN, sink) else {
        return column;
    };
    column.ty = section
        .require("type", "text", sink)
        .and_then(|node| fields::name(node, "`type`", sink));
    split_not_null(&mut column);
    column.from = section
        .get("from")
        .and_then(|node| fields::text(node, "`from`", sink));
    if let Some(not_null) = section
        .get("not_null")
        .and_then(|node| fields::boolean(node, "`not_null`", sink))
    {
        column.not_null = not_null.value;
    }
    column.nulls = section
        .get("nulls")
        .and_then(|node| texts(node, "`nulls`", sink));
    column.quoted_nulls = section
        .get("quoted_nulls")
        .and_then(|node| fields::boolean(node, "`quoted_nulls`", sink));
    let trims = [
        ("none", Some(Trim::None)),
        ("both", Some(Trim::Both)),
        ("right", Some(Trim::Right)),
    ];
    if let Some(trim) = section
        .get("trim")
        .and_then(|node| fields::choice(node, "`trim`", &trims, sink))
    {
        column.trim = trim.value;
    }
    column.format = section
        .get("format")
        .and_then(|node| fields::name(node, "`format`", sink));
    column.decimal_mark = section
        .get("decimal")
        .and_then(|node| byte(node, "`decimal`", sink));
    column.booleans = section.get("values").and_then(|node| booleans(node, sink));
    section.finish(sink);
    column
}

/// `integer not null` → the type, and the rest as a flag.
fn split_not_null(column: &mut SourceColumn) {
    let Some(ty) = &mut column.ty else { return };
    let words: Vec<&str> = ty.value.split_whitespace().collect();
    if let [rest @ .., not, null] = words.as_slice()
        && !rest.is_empty()
        && not.eq_ignore_ascii_case("not")
        && null.eq_ignore_ascii_case("null")
    {
        let rest = rest.join(" ");
        column.not_null = true;
        ty.value = rest;
    }
}

fn booleans(node: &Node, sink: &mut Sink) -> Option<Spanned<(String, String)>> {
    let values = texts(node, "`values`", sink)?;
    if let [yes, no] = values.as_slice()
        && yes != no
    {
        return Some(Spanned::new((yes.clone(), no.clone()), node.span.clone()));
    }
    sink.push(
        Diagnostic::error(
            codes::WRONG_SHAPE,
            "`values` must be two different texts: the one for true, then the one for false",
        )
        .at(&node.span, "expected two, for example `[J, N]`"),
    );
    None
}
