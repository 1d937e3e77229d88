//! `connections.yaml`. The compiler takes names and kinds from it; the rest is checked for shape, so that a slip is found before a run.

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes, did_you_mean};
use crate::model::Backend;

use super::fields::{self, Fields};
use super::raw::{Connection, ConnectionKind, Connections};
use super::version;
use super::yaml::{Node, Value};

/// Reads a connections document; `None` where it is no map at all.
pub fn read_connections(node: &Node, sink: &mut Sink) -> Option<Connections> {
    let mut document = Fields::open(node, "connections.yaml", sink)?;
    version(&mut document, sink);
    let mut connections = Vec::new();
    if let Some(node) = document.require("connections", "{warehouse: {kind: sqlite, url: …}}", sink) {
        for (name, node) in entries(node, "`connections`", sink) {
            connections.extend(connection(name, node, sink));
        }
    }
    for (environment, node) in document.get("environments").map(|node| entries(node, "`environments`", sink)).unwrap_or_default() {
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
    let mut fields = Fields::open(node, &what, sink)?;
    let kinds = fields.require("kind", "sqlite", sink).map(|node| kinds(node, sink)).unwrap_or_default();
    if kinds.iter().any(|kind| kind.value == ConnectionKind::Known(Backend::Files)) {
        if let Some(root) = fields.require("root", "data", sink) {
            fields::name(root, "`root`", sink);
        }
    } else {
        database_fields(&mut fields, sink);
    }
    fields.finish(sink);
    Some(Connection { name: name.clone(), kinds })
}

fn kinds(node: &Node, sink: &mut Sink) -> Vec<Spanned<ConnectionKind>> {
    let words = [
        ("files", Some(ConnectionKind::Known(Backend::Files))),
        ("sqlite", Some(ConnectionKind::Known(Backend::Sqlite))),
        ("postgres", Some(ConnectionKind::Known(Backend::Postgres))),
        ("mysql", Some(ConnectionKind::Mysql)),
    ];
    let nodes = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut kinds: Vec<Spanned<ConnectionKind>> = Vec::new();
    for node in nodes {
        let Some(kind) = fields::choice(node, "`kind`", &words, sink) else { return Vec::new() };
        if let Some(other) = kinds.iter().find(|other| other.value == kind.value) {
            sink.push(Diagnostic::error(codes::CONFLICT, "a kind is given twice").at(&kind.span, "again").at(&other.span, "first"));
            return Vec::new();
        }
        kinds.push(kind);
    }
    let is_files = |kind: &&Spanned<ConnectionKind>| kind.value == ConnectionKind::Known(Backend::Files);
    if kinds.len() > 1
        && let Some(files) = kinds.iter().find(is_files)
    {
        sink.push(Diagnostic::error(codes::CONFLICT, "`files` and databases share no connection").at(&files.span, "make two connections"));
        return Vec::new();
    }
    if kinds.is_empty() {
        sink.push(fields::wrong_shape(node, "`kind`", "`files`, `sqlite`, `postgres` or a list of databases"));
    }
    kinds
}

/// What an environment changes of a connection.
fn override_of(name: &Spanned<String>, node: &Node, connections: &[Connection], sink: &mut Sink) {
    if !connections.iter().any(|connection| connection.name.value == name.value) {
        let names = connections.iter().map(|connection| connection.name.value.as_str());
        sink.push(
            Diagnostic::error(codes::UNKNOWN_CONNECTION, format!("there is no connection `{}`", name.value))
                .at(&name.span, "an environment changes connections listed under `connections`")
                .help_if(did_you_mean(&name.value, names)),
        );
    }
    let Some(mut fields) = Fields::open(node, &format!("connection `{}`", name.value), sink) else { return };
    if let Some(node) = fields.get("root") {
        fields::name(node, "`root`", sink);
    }
    database_fields(&mut fields, sink);
    fields.finish(sink);
}

fn database_fields(fields: &mut Fields<'_>, sink: &mut Sink) {
    if let Some(url) = fields.get("url").and_then(|node| fields::name(node, "`url`", sink)) {
        refuse_password_in_url(&url, sink);
    }
    for (name, what) in [("user", "`user`"), ("schema", "`schema`")] {
        if let Some(node) = fields.get(name) {
            fields::name(node, what, sink);
        }
    }
    if let Some(password) = fields.get("password").and_then(|node| fields::text(node, "`password`", sink))
        && !is_reference(&password.value)
    {
        sink.push(literal_password(&password.span));
    }
    if let Some(node) = fields.get("ledger") {
        ledger(node, sink);
    }
}

fn ledger(node: &Node, sink: &mut Sink) {
    let Some(mut fields) = Fields::open(node, "`ledger`", sink) else { return };
    for (name, what) in [("schema", "`schema`"), ("prefix", "`prefix`")] {
        if let Some(node) = fields.get(name) {
            fields::name(node, what, sink);
        }
    }
    for (name, what) in [("keep_runs", "`keep_runs`"), ("keep_rejects", "`keep_rejects`")] {
        if let Some(node) = fields.get(name) {
            fields::duration(node, what, sink);
        }
    }
    fields.finish(sink);
}

/// One `${…}` and nothing beside it. A default is text in the file, so it must be empty.
fn is_reference(text: &str) -> bool {
    let Some(name) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else { return false };
    let without_default = name.strip_prefix("file:").is_some_and(|path| !path.is_empty())
        || name.strip_suffix(":-").unwrap_or(name).chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    without_default && !name.is_empty() && !name.contains('}')
}

fn refuse_password_in_url(url: &Spanned<String>, sink: &mut Sink) {
    let authority = url.value.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?']).next().unwrap_or(""));
    let Some((_, password)) = authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':')) else { return };
    if !is_reference(password) && !password.is_empty() {
        sink.push(literal_password(&url.span));
    }
}

fn literal_password(span: &Span) -> Diagnostic {
    // The place is shown without its line: what stands there is a secret.
    Diagnostic::error(codes::LITERAL_PASSWORD, "a password is written into connections.yaml")
        .at(&hidden(span), "")
        .help("write `password: \"${NAME}\"` for an environment variable, or `\"${file:/run/secrets/NAME}\"`")
}

/// The key's place in a copy of the file that holds nothing but stars in the secret's stead.
fn hidden(span: &Span) -> Span {
    let mut text = span.file.text.clone();
    let stars = "***";
    text.replace_range(span.start..span.end, stars);
    let file = crate::diag::SourceFile { name: span.file.name.clone(), text };
    Span::new(&std::sync::Arc::new(file), span.start, span.start + stars.len())
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    #[test]
    fn only_references_are_no_secrets() {
        for good in ["${DW_PASSWORD}", "${file:/run/secrets/dw}", "${X:-}"] {
            assert!(is_reference(good), "{good}");
        }
        for bad in ["hunter2", "${X:-hunter2}", "x${X}", "${}", "${a}hunter${b}", ""] {
            assert!(!is_reference(bad), "{bad}");
        }
    }
}
