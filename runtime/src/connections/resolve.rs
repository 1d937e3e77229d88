//! From a connection's fields to a connection: the kind is picked, the fields that it uses are expanded.

use std::path::PathBuf;
use std::time::Duration;

use super::expand::{expand, is_reference};
use super::file::{ConnectionsFile, Fields};
use super::{Connection, LOCK_TIMEOUT, LedgerPlace, LoginVars, PostgresPlace, Secret};
use crate::error::{Error, Result};
use crate::info::Backend;
use crate::settings::bounds::{KEEP, TIMEOUT, Times, is_prefix};
use crate::suggest;
use crate::vars::Vars;
use crate::yaml::{Node, Value};

/// A kind that the file may name; not all have an adapter yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Files,
    Sqlite,
    Postgres,
    Mysql,
}

const KINDS: &[(&str, Kind)] = &[("files", Kind::Files), ("sqlite", Kind::Sqlite), ("postgres", Kind::Postgres), ("mysql", Kind::Mysql)];

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Files => "files",
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgres",
            Kind::Mysql => "mysql",
        }
    }
}

/// One connection of the file.
pub(super) fn connection(file: &ConnectionsFile, name: &str, backends: &[Backend], vars: &Vars) -> Result<Connection> {
    let raw = Expanded { fields: file.connection(name)?, vars };
    let kinds = raw.kinds()?;
    raw.check_fields(&kinds)?;
    if kinds == [Kind::Files] {
        raw.generated_for(Backend::Files, Kind::Files, backends)?;
        return raw.files();
    }
    let url = raw.required("url")?;
    let (kind, place) = kind_of_url(&url).map_err(|error| raw.within("url", error))?;
    if !kinds.contains(&kind) {
        let listed: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        return Err(raw.error("url", format!("the URL's scheme says {}, but `kind` says {}", kind.name(), listed.join(", "))));
    }
    match kind {
        Kind::Sqlite => {
            raw.generated_for(Backend::Sqlite, kind, backends)?;
            raw.sqlite(place)
        }
        Kind::Postgres => {
            raw.generated_for(Backend::Postgres, kind, backends)?;
            raw.postgres(&url)
        }
        Kind::Files | Kind::Mysql => Err(raw.error("url", format!("{} needs a later version of the runtime", kind.name()))),
    }
}

/// A connection's fields, expanded as they are asked for.
struct Expanded<'f> {
    fields: Fields<'f>,
    vars: &'f Vars,
}

impl Expanded<'_> {
    fn kinds(&self) -> Result<Vec<Kind>> {
        let Some(node) = self.fields.field("kind") else {
            return Err(self.error("kind", "the connection has no `kind`: files, sqlite, postgres or mysql"));
        };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let kinds = items.iter().map(|item| self.kind(item)).collect::<Result<Vec<_>>>()?;
        if kinds.is_empty() {
            return Err(self.error("kind", "`kind` lists none"));
        }
        if kinds.len() > 1 && kinds.contains(&Kind::Files) {
            return Err(self.error("kind", "`files` stands alone: it has no URL to tell it from a database"));
        }
        Ok(kinds)
    }

    fn kind(&self, node: &Node) -> Result<Kind> {
        let text = self.fields.document.scalar(node, "kind")?;
        KINDS.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind).ok_or_else(|| {
            let names = KINDS.iter().map(|(name, _)| *name);
            self.fields.document.error(node.line, format_args!("unknown kind `{text}`")).help(suggest::advice(text, names))
        })
    }

    /// A field of another kind is a slip, however well it is spelt.
    fn check_fields(&self, kinds: &[Kind]) -> Result<()> {
        let foreign: &[&str] = if kinds == [Kind::Files] { &["url", "user", "password", "schema"] } else { &["root"] };
        match foreign.iter().find(|field| self.fields.field(field).is_some()) {
            Some(field) => Err(self.error(field, format!("a connection of kind {} has no `{field}`", kinds[0].name()))),
            None => Ok(()),
        }
    }

    /// The job's crate holds code for the kinds that connections.yaml named when it was generated.
    fn generated_for(&self, backend: Backend, kind: Kind, backends: &[Backend]) -> Result<()> {
        if backends.contains(&backend) {
            return Ok(());
        }
        Err(self
            .error("kind", format!("the job was not generated for a connection of kind {}", kind.name()))
            .help("list the kind in connections.yaml where the job is generated, and generate the job again"))
    }

    fn files(&self) -> Result<Connection> {
        Ok(Connection::Files { name: self.fields.name.to_owned(), root: PathBuf::from(self.required("root")?) })
    }

    fn sqlite(&self, path: &str) -> Result<Connection> {
        let schema = self.text("schema")?.unwrap_or_else(|| "main".to_owned());
        if schema != "main" {
            return Err(self
                .error("schema", format!("SQLite has no schema `{schema}`, only `main`"))
                .help("set `schema: main` in the environment whose URL is SQLite's"));
        }
        Ok(Connection::Sqlite { name: self.fields.name.to_owned(), path: PathBuf::from(path), ledger: self.ledger("main")?, schema })
    }

    fn postgres(&self, url: &str) -> Result<Connection> {
        if self.fields.field("url").is_some_and(|node| has_literal_password(self.fields.document.scalar(node, "url").unwrap_or_default())) {
            return Err(self
                .error("url", "the URL has a literal password")
                .help("write ${NAME} or ${file:PATH} in its place, or leave it to `password:`, PGPASSWORD or a passfile"));
        }
        let schema = self.text("schema")?.unwrap_or_else(|| "public".to_owned());
        let ledger_schema = match self.fields.ledger("schema") {
            Some(node) => self.expand(node, "ledger.schema")?,
            None => schema.clone(),
        };
        let home = self.vars.get("HOME")?.map(|home| PathBuf::from(home).join(".pgpass"));
        let vars = LoginVars {
            user: match self.vars.get("PGUSER")? {
                Some(user) => Some(user),
                None => self.vars.get("USER")?,
            },
            password: self.vars.get("PGPASSWORD")?.map(Secret),
            passfile: self.vars.get("PGPASSFILE")?.map(PathBuf::from).or(home),
        };
        let place = PostgresPlace {
            name: self.fields.name.to_owned(),
            url: Secret(url.to_owned()),
            user: self.text("user")?,
            password: self.text("password")?.map(Secret),
            vars,
            statement_timeout: self.timeout("statement_timeout")?,
            lock_timeout: self.timeout("lock_timeout")?.or(Some(LOCK_TIMEOUT)),
        };
        Ok(Connection::Postgres { place, ledger: self.ledger(&ledger_schema)?, schema })
    }

    fn timeout(&self, field: &str) -> Result<Option<Duration>> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        self.time(field, &text, &TIMEOUT).map(Duration::from_millis).map(Some)
    }

    fn time(&self, field: &str, text: &str, times: &Times) -> Result<u64> {
        let message = || format!("`{field}` is `{text}`, and must be {}: write `{}`", times.rule, times.example);
        times.read(text).map_err(|_| self.error(field, message()))
    }

    /// The ledger's schema is that of a server; in SQLite it is `main` whatever the file says, so that one connection can serve both.
    fn ledger(&self, schema: &str) -> Result<LedgerPlace> {
        let prefix = match self.fields.ledger("prefix") {
            Some(node) => self.expand(node, "ledger.prefix")?,
            None => "lw_".to_owned(),
        };
        if !is_prefix(&prefix) {
            return Err(self.error("ledger.prefix", format!("`{prefix}` is no prefix: letters, digits and _, not a digit first")));
        }
        Ok(LedgerPlace {
            schema: schema.to_owned(),
            prefix,
            keep_runs_days: self.days("keep_runs")?,
            keep_rejects_days: self.days("keep_rejects")?,
        })
    }

    fn days(&self, field: &str) -> Result<Option<u32>> {
        let Some(node) = self.fields.ledger(field) else { return Ok(None) };
        let what = format!("ledger.{field}");
        let text = self.expand(node, &what)?;
        Ok(u32::try_from(self.time(&what, &text, &KEEP)?).ok())
    }

    fn text(&self, field: &str) -> Result<Option<String>> {
        self.fields.field(field).map(|node| self.expand(node, field)).transpose()
    }

    fn required(&self, field: &str) -> Result<String> {
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

    #[cold]
    fn error(&self, field: &str, message: impl AsRef<str>) -> Error {
        self.fields.document.error(self.line(field), format_args!("connection `{}`: {}", self.fields.name, message.as_ref()))
    }

    #[cold]
    fn within(&self, field: &str, error: Error) -> Error {
        let place = self.fields.document.path.display();
        error.within(format!("{place}:{}: `{}.{field}` cannot be used", self.line(field), self.fields.name))
    }
}

/// The kind that a URL's scheme names, and what comes behind a SQLite one. The URL itself is in no message: it may hold a secret.
fn kind_of_url(url: &str) -> Result<(Kind, &str)> {
    if let Some(rest) = url.strip_prefix("sqlite:") {
        return sqlite_path(rest.strip_prefix("//").unwrap_or(rest)).map(|path| (Kind::Sqlite, path));
    }
    match url.split_once("://").map(|(scheme, _)| scheme) {
        None => sqlite_path(url).map(|path| (Kind::Sqlite, path)),
        Some("postgres" | "postgresql") => Ok((Kind::Postgres, "")),
        Some("mysql" | "mariadb") => Ok((Kind::Mysql, "")),
        Some(_) => Err(Error::usage("the URL's scheme is not known").help("write sqlite:PATH, postgres://… or mysql://…")),
    }
}

fn sqlite_path(path: &str) -> Result<&str> {
    if path.is_empty() {
        return Err(Error::usage("the URL names no database file"));
    }
    if path == ":memory:" || path.contains('?') {
        return Err(Error::usage(
            "a SQLite URL is `sqlite:` and the path of a file: workers share it, so it cannot be in memory, and it takes no options",
        ));
    }
    Ok(path)
}

/// `postgres://user:secret@host`: the secret as the file has it, and no reference.
fn has_literal_password(url: &str) -> bool {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    let login = authority.rsplit_once('@').map_or("", |(login, _)| login);
    // A reference may hold a colon of its own: `${NAME:-default}`.
    let Some(start) = login.char_indices().find(|(place, c)| *c == ':' && !login[..*place].contains("${")).map(|(place, _)| place) else {
        return false;
    };
    let password = &login[start + 1..];
    !password.is_empty() && !is_reference(password)
}
