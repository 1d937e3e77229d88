//! From a connection's fields to a connection: the kind is picked, the fields that it uses are
//! expanded.

use std::time::Duration;

use loadwright_types::bounds::{KEEP, TIMEOUT, Times, is_prefix};

use super::expand::expand;
use super::file::{ConnectionsFile, RawFields};
use super::{Connection, LedgerPlace};
use crate::error::{Error, Result};
use crate::suggest;
use crate::vars::Vars;
use crate::yaml::{Node, Value};

/// One connection of the file.
pub(super) fn connection(
    file: &ConnectionsFile,
    name: &str,
    known: &'static [Kind],
    backends: &[&str],
    vars: &Vars,
) -> Result<Connection> {
    let raw = Fields {
        fields: file.connection(name)?,
        known,
        vars,
    };
    let kinds = raw.kinds()?;
    raw.check_fields(&kinds)?;
    let (kind, url) = match kinds[..] {
        [kind] if kind.schemes.is_empty() => (kind, String::new()),
        _ => {
            let url = raw.required("url")?;
            (
                raw.kind_of_url(&url)
                    .map_err(|error| raw.within("url", error))?,
                url,
            )
        }
    };
    if !kinds.iter().any(|listed| listed.name == kind.name) {
        let listed: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
        return Err(raw.error(
            "url",
            format!(
                "the URL's scheme says {}, but `kind` says {}",
                kind.name,
                listed.join(", ")
            ),
        ));
    }
    if !kind.is_planned {
        raw.generated_for(kind, backends)?;
    }
    match kind.read {
        Some(read) => read(&raw, &url),
        None => Err(raw.error(
            "url",
            format!("{} needs a later version of the runtime", kind.name),
        )),
    }
}

/// A kind of connection, as the file names it and its adapter reads it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// `sqlite`
    pub(crate) name: &'static str,
    /// Schemes of its URLs; none: it has no URL, but a folder.
    pub(crate) schemes: &'static [&'static str],
    /// Reads a connection from its fields and its URL; `None`: this program was compiled without
    /// the adapter.
    pub(crate) read: Option<fn(&Fields<'_>, &str) -> Result<Connection>>,
    /// There is no adapter yet.
    pub(crate) is_planned: bool,
}

/// The adapter of a kind of connections.
pub(crate) trait Adapter: Send + Sync + 'static {
    /// The kind, as `connections.yaml` names it.
    const KIND: &'static str;
}

/// A connection's fields, expanded as they are asked for.
pub(crate) struct Fields<'f> {
    fields: RawFields<'f>,
    /// The kinds that there are.
    known: &'static [Kind],
    vars: &'f Vars,
}

impl Fields<'_> {
    fn kinds(&self) -> Result<Vec<&'static Kind>> {
        let Some(node) = self.fields.field("kind") else {
            let names: Vec<&str> = self.known.iter().map(|kind| kind.name).collect();
            let (last, others) = names.split_last().unwrap_or((&"", &[]));
            return Err(self.error(
                "kind",
                format!(
                    "the connection has no `kind`: {} or {last}",
                    others.join(", ")
                ),
            ));
        };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let kinds = items
            .iter()
            .map(|item| self.kind(item))
            .collect::<Result<Vec<_>>>()?;
        if kinds.is_empty() {
            return Err(self.error("kind", "`kind` lists none"));
        }
        if let Some(alone) = kinds
            .iter()
            .find(|kind| kind.schemes.is_empty())
            .filter(|_| kinds.len() > 1)
        {
            return Err(self.error(
                "kind",
                format!(
                    "`{}` stands alone: it has no URL to tell it from a database",
                    alone.name
                ),
            ));
        }
        Ok(kinds)
    }

    fn kind(&self, node: &Node) -> Result<&'static Kind> {
        let text = self.fields.document.scalar(node, "kind")?;
        self.known
            .iter()
            .find(|kind| kind.name == text)
            .ok_or_else(|| {
                let names = self.known.iter().map(|kind| kind.name);
                self.fields
                    .document
                    .error(node.line, format_args!("unknown kind `{text}`"))
                    .help(suggest::advice(text, names))
            })
    }

    /// The kind that a URL's scheme names; without one it is a file's path. The URL itself is in no
    /// message: it may hold a secret.
    fn kind_of_url(&self, url: &str) -> Result<&'static Kind> {
        let has = |scheme: &str| {
            self.known
                .iter()
                .find(|kind| kind.schemes.contains(&scheme))
        };
        let of_path = || has("");
        let kind = match url.split_once(':') {
            Some((scheme, rest)) if rest.starts_with("//") => has(scheme),
            Some((scheme, _)) => has(scheme)
                .filter(|kind| kind.schemes.contains(&""))
                .or_else(of_path),
            None => of_path(),
        };
        kind.ok_or_else(|| {
            Error::usage("the URL's scheme is not known")
                .help("write sqlite:PATH, postgres://… or mysql://…")
        })
    }

    /// A field of another kind is a slip, however well it is spelt.
    fn check_fields(&self, kinds: &[&Kind]) -> Result<()> {
        let has_folder = kinds[0].schemes.is_empty();
        let foreign: &[&str] = if has_folder {
            &["url", "user", "password", "schema"]
        } else {
            &["root"]
        };
        match foreign
            .iter()
            .find(|field| self.fields.field(field).is_some())
        {
            Some(field) => Err(self.error(
                field,
                format!("a connection of kind {} has no `{field}`", kinds[0].name),
            )),
            None => Ok(()),
        }
    }

    /// The job's crate holds code for the kinds that connections.yaml named when it was generated.
    fn generated_for(&self, kind: &Kind, backends: &[&str]) -> Result<()> {
        if backends.contains(&kind.name) {
            return Ok(());
        }
        Err(self
            .error(
                "kind",
                format!(
                    "the job was not generated for a connection of kind {}",
                    kind.name
                ),
            )
            .help(
                "list the kind in connections.yaml where the job is generated, and generate the \
                 job again",
            ))
    }

    /// The connection's name.
    pub(crate) fn name(&self) -> &str {
        self.fields.name
    }

    /// Where a program may look for what the file leaves out.
    pub(crate) fn vars(&self) -> &Vars {
        self.vars
    }

    /// The field as the file has it, its references not expanded.
    pub(crate) fn written(&self, field: &str) -> Option<&str> {
        let node = self.fields.field(field)?;
        self.fields.document.scalar(node, field).ok()
    }

    /// The schema that the file gives the ledger.
    pub(crate) fn ledger_schema(&self) -> Result<Option<String>> {
        self.fields
            .ledger("schema")
            .map(|node| self.expand(node, "ledger.schema"))
            .transpose()
    }

    /// A time that a statement may take or wait.
    pub(crate) fn timeout(&self, field: &str) -> Result<Option<Duration>> {
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        self.time(field, &text, &TIMEOUT)
            .map(Duration::from_millis)
            .map(Some)
    }

    fn time(&self, field: &str, text: &str, times: &Times) -> Result<u64> {
        let message = || {
            format!(
                "`{field}` is `{text}`, and must be {}: write `{}`",
                times.rule, times.example
            )
        };
        times.read(text).map_err(|_| self.error(field, message()))
    }

    /// The ledger's place in this schema.
    pub(crate) fn ledger(&self, schema: &str) -> Result<LedgerPlace> {
        let prefix = match self.fields.ledger("prefix") {
            Some(node) => self.expand(node, "ledger.prefix")?,
            None => "lw_".to_owned(),
        };
        if !is_prefix(&prefix) {
            return Err(self.error(
                "ledger.prefix",
                format!("`{prefix}` is no prefix: letters, digits and _, not a digit first"),
            ));
        }
        Ok(LedgerPlace {
            schema: schema.to_owned(),
            prefix,
            keep_runs_days: self.days("keep_runs")?,
            keep_rejects_days: self.days("keep_rejects")?,
        })
    }

    fn days(&self, field: &str) -> Result<Option<u32>> {
        let Some(node) = self.fields.ledger(field) else {
            return Ok(None);
        };
        let what = format!("ledger.{field}");
        let text = self.expand(node, &what)?;
        Ok(u32::try_from(self.time(&what, &text, &KEEP)?).ok())
    }

    /// A field, if it is there.
    pub(crate) fn text(&self, field: &str) -> Result<Option<String>> {
        self.fields
            .field(field)
            .map(|node| self.expand(node, field))
            .transpose()
    }

    /// A field that must be there.
    pub(crate) fn required(&self, field: &str) -> Result<String> {
        match self.text(field)? {
            None => Err(self.error(field, format!("the connection has no `{field}`"))),
            Some(text) if text.is_empty() => Err(self.error(field, format!("`{field}` is empty"))),
            Some(text) => Ok(text),
        }
    }

    fn expand(&self, node: &Node, field: &str) -> Result<String> {
        let text = self.fields.document.scalar(node, field)?;
        expand(text, self.vars).map_err(|error| self.within(field, error))
    }

    fn line(&self, field: &str) -> u64 {
        let node = match field.strip_prefix("ledger.") {
            Some(field) => self.fields.ledger(field),
            None => self.fields.field(field),
        };
        node.map_or(self.fields.line, |node| node.line)
    }

    /// An error of a field, with its place in the file.
    #[cold]
    pub(crate) fn error(&self, field: &str, message: impl AsRef<str>) -> Error {
        self.fields.document.error(
            self.line(field),
            format_args!("connection `{}`: {}", self.fields.name, message.as_ref()),
        )
    }

    /// An error of a field's value, with its place in the file.
    #[cold]
    pub(crate) fn within(&self, field: &str, error: Error) -> Error {
        let place = self.fields.document.path.display();
        error.within(format!(
            "{place}:{}: `{}.{field}` cannot be used",
            self.line(field),
            self.fields.name
        ))
    }
}
