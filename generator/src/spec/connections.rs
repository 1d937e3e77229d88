//! `connections.yaml`. The compiler takes names and kinds from it; the rest is checked for shape,
//! so that a slip is found before a run. It is given the file with its secrets written over (see
//! [`super::secrets`]).

use std::iter;

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes, did_you_mean};
use crate::dialects;
use crate::model::Backend;
use loadwright_types::bounds::{KEEP, TIMEOUT, Times, is_prefix};

use super::fields::{self, Fields};
use super::raw::{Connection, ConnectionKind, Connections};
use super::secrets::{is_reference, password_in_url};
use super::yaml::{Node, Value};
use super::{shape, version};

/// Reads a connections document; `None` where it is no map at all.
pub fn read_connections(node: &Node, sink: &mut Sink) -> Option<Connections> {
    let mut document = Fields::open(node, "connections.yaml", &shape::CONNECTIONS, sink)?;
    version(&mut document, sink);
    let mut connections = Vec::new();
    if let Some(node) = document.require("connections", "{warehouse: {kind: sqlite, url: …}}", sink)
    {
        for (name, node) in entries(node, "`connections`", sink) {
            connections.extend(connection(name, node, sink));
        }
    }
    for (environment, node) in document
        .get("environments")
        .map(|node| entries(node, "`environments`", sink))
        .unwrap_or_default()
    {
        for (name, node) in entries(node, &format!("environment `{}`", environment.value), sink) {
            override_of(name, node, &connections, sink);
        }
    }
    document.finish(sink);
    Some(Connections { connections })
}

fn entries<'a>(node: &'a Node, what: &str, sink: &mut Sink) -> &'a [(Spanned<String>, Node)] {
    match &node.value {
        Value::Map(map) => &map.entries,
        Value::Scalar(scalar) if scalar.is_null() => &[],
        _ => {
            sink.push(fields::wrong_shape(node, what, "a map by name"));
            &[]
        }
    }
}

fn connection(name: &Spanned<String>, node: &Node, sink: &mut Sink) -> Option<Connection> {
    let what = format!("connection `{}`", name.value);
    let mut fields = Fields::open(node, &what, &shape::DATABASE_CONNECTION, sink)?;
    let kinds = fields
        .require("kind", "sqlite", sink)
        .map(|node| kinds(node, sink))
        .unwrap_or_default();
    let is_files = kinds
        .iter()
        .any(|kind| kind.value == ConnectionKind::Known(Backend::Files));
    let root = match (is_files, kinds.is_empty()) {
        (true, _) => {
            fields.turn_into(&shape::FILES_CONNECTION);
            fields.require("root", "data", sink)
        }
        // It may have been meant to be one of files.
        (false, true) => fields.allow("root").map(|(_, node)| node),
        (false, false) => None,
    };
    if let Some(root) = root {
        fields::name(root, "`root`", sink);
    }
    if !is_files {
        database_fields(&mut fields, sink);
    }
    fields.finish(sink);
    Some(Connection {
        name: name.clone(),
        kinds,
    })
}

fn kinds(node: &Node, sink: &mut Sink) -> Vec<Spanned<ConnectionKind>> {
    let known = dialects::ALL.iter().map(|dialect| dialect.backend());
    let known = iter::once(Backend::Files)
        .chain(known)
        .map(|backend| (backend.name(), Some(ConnectionKind::Known(backend))));
    let later = dialects::LATER
        .iter()
        .map(|word| (*word, Some(ConnectionKind::Later(word))));
    let words: Vec<_> = known.chain(later).collect();
    let nodes = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut kinds: Vec<Spanned<ConnectionKind>> = Vec::new();
    for node in nodes {
        let Some(kind) = fields::choice(node, "`kind`", &words, sink) else {
            return Vec::new();
        };
        if let Some(other) = kinds.iter().find(|other| other.value == kind.value) {
            sink.push(
                Diagnostic::error(codes::CONFLICT, "a kind is given twice")
                    .at(&kind.span, "again")
                    .at(&other.span, "first"),
            );
            return Vec::new();
        }
        kinds.push(kind);
    }
    let is_files =
        |kind: &&Spanned<ConnectionKind>| kind.value == ConnectionKind::Known(Backend::Files);
    if kinds.len() > 1
        && let Some(files) = kinds.iter().find(is_files)
    {
        sink.push(
            Diagnostic::error(codes::CONFLICT, "`files` and databases share no connection")
                .at(&files.span, "make two connections"),
        );
        return Vec::new();
    }
    if kinds.is_empty() {
        let dialects: Vec<String> = dialects::ALL
            .iter()
            .map(|dialect| format!("`{}`", dialect.name()))
            .collect();
        sink.push(fields::wrong_shape(
            node,
            "`kind`",
            &format!("`files`, {} or a list of databases", dialects.join(", ")),
        ));
    }
    kinds
}

/// What an environment changes of a connection.
fn override_of(name: &Spanned<String>, node: &Node, connections: &[Connection], sink: &mut Sink) {
    if !connections
        .iter()
        .any(|connection| connection.name.value == name.value)
    {
        let names = connections
            .iter()
            .map(|connection| connection.name.value.as_str());
        sink.push(
            Diagnostic::error(
                codes::UNKNOWN_CONNECTION,
                format!("there is no connection `{}`", name.value),
            )
            .at(
                &name.span,
                "an environment changes connections listed under `connections`",
            )
            .help_if(did_you_mean(&name.value, names)),
        );
    }
    let Some(mut fields) = Fields::open(
        node,
        &format!("connection `{}`", name.value),
        &shape::ENVIRONMENT_CONNECTION,
        sink,
    ) else {
        return;
    };
    if let Some(node) = fields.get("root") {
        fields::name(node, "`root`", sink);
    }
    database_fields(&mut fields, sink);
    fields.finish(sink);
}

fn database_fields(fields: &mut Fields<'_>, sink: &mut Sink) {
    if let Some(url) = fields
        .get("url")
        .and_then(|node| fields::name(node, "`url`", sink))
        && password_in_url(&url.value).is_some()
    {
        sink.push(literal_password(&url.span));
    }
    for (name, what) in [("user", "`user`"), ("schema", "`schema`")] {
        if let Some(node) = fields.get(name) {
            fields::name(node, what, sink);
        }
    }
    if let Some(password) = fields
        .get("password")
        .and_then(|node| fields::text(node, "`password`", sink))
        && !is_reference(&password.value)
    {
        sink.push(literal_password(&password.span));
    }
    for field in dialects::ALL
        .iter()
        .flat_map(|dialect| dialect.connection().fields)
    {
        if let Some(node) = fields.get(field.name) {
            time(node, &format!("`{}`", field.name), &TIMEOUT, sink);
        }
    }
    if let Some(node) = fields.get("ledger") {
        ledger(node, sink);
    }
}

fn ledger(node: &Node, sink: &mut Sink) {
    let Some(mut fields) = Fields::open(node, "`ledger`", &shape::LEDGER, sink) else {
        return;
    };
    if let Some(node) = fields.get("schema") {
        fields::name(node, "`schema`", sink);
    }
    if let Some(prefix) = fields
        .get("prefix")
        .and_then(|node| fields::text(node, "`prefix`", sink))
        && !refers(&prefix.value)
        && !is_prefix(&prefix.value)
    {
        sink.push(
            Diagnostic::error(
                codes::WRONG_SHAPE,
                format!("`prefix` cannot be `{}`", prefix.value),
            )
            .at(
                &prefix.span,
                "expected letters, digits and `_`, not a digit first",
            ),
        );
    }
    for (name, what) in [
        ("keep_runs", "`keep_runs`"),
        ("keep_rejects", "`keep_rejects`"),
    ] {
        if let Some(node) = fields.get(name) {
            time(node, what, &KEEP, sink);
        }
    }
    fields.finish(sink);
}

/// A length of time, unless a reference says it when a run begins.
fn time(node: &Node, what: &str, times: &Times, sink: &mut Sink) {
    if !matches!(&node.value, Value::Scalar(scalar) if refers(&scalar.text)) {
        fields::time(node, what, times, sink);
    }
}

/// The runtime puts a value in for `${…}`, wherever it stands.
fn refers(text: &str) -> bool {
    text.contains("${")
}

fn literal_password(span: &Span) -> Diagnostic {
    Diagnostic::error(
        codes::LITERAL_PASSWORD,
        "a password is written into connections.yaml",
    )
    .at(span, "not shown")
    .help(
        "write `password: \"${NAME}\"` for an environment variable, or \
         `\"${file:/run/secrets/NAME}\"`",
    )
}
