//! The file: found, parsed, its shape checked, and one environment picked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::ConnectionsRequest;
use super::expand::is_reference;
use crate::error::{Error, Result};
use crate::suggest;
use crate::yaml::{Document, Key, Node};

const FIELDS: &[&str] = &[
    "kind",
    "root",
    "url",
    "user",
    "password",
    "schema",
    "ledger",
    "statement_timeout",
    "lock_timeout",
];
const LEDGER_FIELDS: &[&str] = &["schema", "prefix", "keep_runs", "keep_rejects"];

/// The file, with the environment that was picked.
pub(super) struct ConnectionsFile {
    document: Document,
    environment: Option<String>,
}

/// One connection's fields as the picked environment has them, not yet expanded.
pub(super) struct RawFields<'f> {
    pub(super) document: &'f Document,
    pub(super) name: &'f str,
    /// The line of the connection's name.
    pub(super) line: u64,
    fields: BTreeMap<&'f str, &'f Node>,
    ledger: BTreeMap<&'f str, &'f Node>,
}

impl ConnectionsFile {
    pub(super) fn open(request: &ConnectionsRequest) -> Result<ConnectionsFile> {
        let path = locate(request)?;
        let picked = match &request.env {
            Some(env) => Some(env.clone()),
            None => set(request, "LOADWRIGHT_ENV")?,
        };
        ConnectionsFile::new(Document::read(&path)?, picked)
    }

    pub(super) fn new(document: Document, picked: Option<String>) -> Result<ConnectionsFile> {
        check(&document)?;
        let file = ConnectionsFile {
            environment: picked,
            document,
        };
        let choices: Vec<&str> = file
            .environments()?
            .iter()
            .map(|(key, _)| key.name.as_str())
            .collect();
        let path = file.document.path.display();
        match &file.environment {
            None if choices.is_empty() => {}
            None => {
                return Err(
                    Error::usage(format!("{path} has environments, and none was picked")).help(
                        format!(
                            "pick one with --env NAME or LOADWRIGHT_ENV: {}",
                            choices.join(", ")
                        ),
                    ),
                );
            }
            Some(picked) if choices.contains(&picked.as_str()) => {}
            Some(picked) if choices.is_empty() => {
                return Err(Error::usage(format!(
                    "environment `{picked}` was picked, but {path} has no `environments:`"
                ))
                .help("leave out --env and LOADWRIGHT_ENV, or add the environment to the file"));
            }
            Some(picked) => {
                return Err(
                    Error::usage(format!("{path} has no environment `{picked}`"))
                        .help(suggest::advice(picked, choices)),
                );
            }
        }
        Ok(file)
    }

    pub(super) fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    #[cfg(feature = "inspect")]
    pub(super) fn names(&self) -> Result<Vec<String>> {
        Ok(section(&self.document, "connections")?
            .iter()
            .map(|(key, _)| key.name.clone())
            .collect())
    }

    /// A connection's fields, those of the picked environment over its own.
    pub(super) fn connection(&self, name: &str) -> Result<RawFields<'_>> {
        let connections = section(&self.document, "connections")?;
        let Some((key, node)) = connections.iter().find(|(key, _)| key.name == name) else {
            return Err(Error::usage(format!(
                "{} has no connection `{name}`",
                self.document.path.display()
            ))
            .help(suggest::advice(
                name,
                connections.iter().map(|(key, _)| key.name.as_str()),
            )));
        };
        let mut fields = RawFields {
            document: &self.document,
            name: &key.name,
            line: key.line,
            fields: BTreeMap::new(),
            ledger: BTreeMap::new(),
        };
        fields.lay_over(node)?;
        for (environment, overrides) in self.environments()? {
            if self.environment.as_deref() == Some(environment.name.as_str()) {
                let overrides = self.document.map(overrides, &environment.name)?;
                if let Some((_, node)) = overrides.iter().find(|(key, _)| key.name == name) {
                    fields.lay_over(node)?;
                }
            }
        }
        Ok(fields)
    }

    fn environments(&self) -> Result<&[(Key, Node)]> {
        section(&self.document, "environments")
    }
}

impl<'f> RawFields<'f> {
    fn lay_over(&mut self, node: &'f Node) -> Result<()> {
        for (key, value) in self.document.map(node, self.name)? {
            if key.name == "ledger" {
                for (key, value) in self.document.map(value, "ledger")? {
                    self.ledger.insert(&key.name, value);
                }
            } else {
                self.fields.insert(&key.name, value);
            }
        }
        Ok(())
    }

    pub(super) fn field(&self, name: &str) -> Option<&'f Node> {
        self.fields.get(name).copied()
    }

    pub(super) fn ledger(&self, name: &str) -> Option<&'f Node> {
        self.ledger.get(name).copied()
    }
}

/// The file to read: given, named by the environment, or the nearest.
fn locate(request: &ConnectionsRequest) -> Result<PathBuf> {
    if let Some(file) = &request.file {
        return Ok(file.clone());
    }
    if let Some(file) = set(request, "LOADWRIGHT_CONNECTIONS")? {
        return Ok(PathBuf::from(file));
    }
    let here = std::env::current_dir()
        .map_err(|cause| Error::usage("cannot tell the working directory").because(cause))?;
    nearest(&here).ok_or_else(|| {
        Error::usage(format!(
            "no connections.yaml in {} or above",
            here.display()
        ))
        .help("name the file with --connections FILE or LOADWRIGHT_CONNECTIONS")
    })
}

/// A variable that stands in for a flag. Set to nothing, as schedulers do with one that has no
/// value, it is not set.
fn set(request: &ConnectionsRequest, name: &str) -> Result<Option<String>> {
    Ok(request.vars.get(name)?.filter(|value| !value.is_empty()))
}

pub(super) fn nearest(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|folder| folder.join("connections.yaml"))
        .find(|file| file.is_file())
}

fn section<'d>(document: &'d Document, name: &str) -> Result<&'d [(Key, Node)]> {
    let root = document.map(&document.root, "the file")?;
    root.iter()
        .find(|(key, _)| key.name == name)
        .map_or(Ok(&[]), |(_, node)| document.map(node, name))
}

/// Checks what can be checked of all connections and environments without looking a variable up.
fn check(document: &Document) -> Result<()> {
    const SECTIONS: &[&str] = &["version", "connections", "environments"];
    let root = document.map(&document.root, "the file")?;
    if let Some((key, _)) = root
        .iter()
        .find(|(key, _)| !SECTIONS.contains(&key.name.as_str()))
    {
        return Err(document.unknown(key, "field", SECTIONS));
    }
    match root.iter().find(|(key, _)| key.name == "version") {
        Some((_, node)) if document.scalar(node, "version")? == "1" => {}
        Some((_, node)) => {
            return Err(document.error(
                node.line,
                "this runtime reads `version: 1` of connections.yaml",
            ));
        }
        None => return Err(document.error(1, "`version: 1` is missing")),
    }
    let connections = section(document, "connections")?;
    for (key, node) in connections {
        check_fields(document, &key.name, node)?;
    }
    let names: Vec<&str> = connections
        .iter()
        .map(|(key, _)| key.name.as_str())
        .collect();
    for (environment, overrides) in section(document, "environments")? {
        for (key, node) in document.map(overrides, &environment.name)? {
            if !names.contains(&key.name.as_str()) {
                return Err(document.unknown(key, "connection", &names));
            }
            check_fields(document, &key.name, node)?;
        }
    }
    Ok(())
}

fn check_fields(document: &Document, name: &str, node: &Node) -> Result<()> {
    for (key, value) in document.map(node, name)? {
        match key.name.as_str() {
            "ledger" => {
                for (key, _) in document.map(value, "ledger")? {
                    if !LEDGER_FIELDS.contains(&key.name.as_str()) {
                        return Err(document.unknown(key, "field", LEDGER_FIELDS));
                    }
                }
            }
            "password" if !is_reference(document.scalar(value, "password")?) => {
                return Err(literal_password(document, value.line, name));
            }
            "url" if holds_password(document.scalar(value, "url")?) => {
                return Err(literal_password(document, value.line, name));
            }
            field if !FIELDS.contains(&field) => return Err(document.unknown(key, "field", FIELDS)),
            _ => {}
        }
    }
    Ok(())
}

#[cold]
fn literal_password(document: &Document, line: u64, name: &str) -> Error {
    document
        .error(
            line,
            format_args!("connection `{name}` has a literal password"),
        )
        .help(
            "write ${NAME}, or ${file:PATH} for a mounted secret; connections.yaml is meant to be \
             committed",
        )
}

/// The user part of a URL, or a parameter, holds a password that is written out.
fn holds_password(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else {
        return false;
    };
    let parameters = rest
        .split(['?', '&'])
        .skip(1)
        .filter_map(|parameter| parameter.strip_prefix("password="));
    if parameters
        .into_iter()
        .any(|password| !password.is_empty() && !password.starts_with("${"))
    {
        return true;
    }
    let authority = rest
        .split_once(['/', '?'])
        .map_or(rest, |(authority, _)| authority);
    // A reference may itself hold `/`, `:` or `@`: then it is the URL as written that is asked, and
    // `${` says enough.
    let Some((user, _)) = authority.rsplit_once('@') else {
        return false;
    };
    user.split_once(':')
        .is_some_and(|(_, password)| !password.is_empty() && !password.contains("${"))
}
