//! A PostgreSQL database, as `connections.yaml` names it.

use std::path::PathBuf;
use std::time::Duration;

use super::dialect::PostgresSql;
use super::session::Server;
use super::{Traffic, connect, database_name};
use crate::connections::{
    Connection, DatabasePlace, Fields, LedgerPlace, Place, Secret, is_reference,
};
use crate::database::{Database, Dialect, SqlWords};
use crate::error::Result;

/// Where a PostgreSQL database is, and how to get in.
#[derive(Debug)]
pub(crate) struct PostgresPlace {
    /// The connection's name.
    pub(crate) name: String,
    /// Schema for table names without one.
    pub(crate) schema: String,
    ledger: LedgerPlace,
    /// The URL as it was given: it may hold a password.
    pub(crate) url: Secret,
    /// User that stands before the URL's.
    pub(crate) user: Option<String>,
    /// Password that stands before the URL's.
    pub(crate) password: Option<Secret>,
    /// What the environment has, for what neither says.
    pub(crate) vars: LoginVars,
    /// The server ends a statement that takes longer.
    pub(crate) statement_timeout: Option<Duration>,
    /// The server ends a statement that waits longer for a lock.
    pub(crate) lock_timeout: Option<Duration>,
}

/// How long a statement waits for a lock, where the connection says nothing.
const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// PGUSER, PGPASSWORD and the passfile.
#[derive(Debug, Default)]
pub(crate) struct LoginVars {
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) passfile: Option<PathBuf>,
}

impl PostgresPlace {
    /// The database of a URL (`postgres://user:password@host:port/database`), for programs that
    /// bring connections of their own.
    pub(crate) fn new(
        name: impl Into<String>,
        url: impl Into<String>,
        schema: impl Into<String>,
        ledger: LedgerPlace,
    ) -> PostgresPlace {
        PostgresPlace {
            name: name.into(),
            schema: schema.into(),
            ledger,
            url: Secret(url.into()),
            user: None,
            password: None,
            vars: LoginVars::default(),
            statement_timeout: None,
            lock_timeout: Some(LOCK_TIMEOUT),
        }
    }

    /// The URL's login, and what follows it. The last `@` parts them: a password may hold any
    /// character, as a secret store hands it out.
    pub(crate) fn login(&self) -> (Option<&str>, &str) {
        let rest = self.url.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.rsplit_once('@')
            .map_or((None, rest), |(login, rest)| (Some(login), rest))
    }

    /// Host, port and database as the URL names them; no user, no password, no options.
    #[must_use]
    pub(crate) fn shown(&self) -> String {
        let (_, rest) = self.login();
        let place = rest.split_once('?').map_or(rest, |(place, _)| place);
        let servers = place.split_once('/').map_or(place, |(servers, _)| servers);
        // A port that is no number is a password, in a URL that lacks its `@`.
        let is_place = servers
            .split(',')
            .all(|server| server.is_empty() || has_port_or_none(server));
        format!(
            "postgres {}",
            if !is_place {
                "***"
            } else if place.is_empty() {
                "localhost"
            } else {
                place
            }
        )
    }
}

/// `host`, `host:port`, `[::1]:port`.
fn has_port_or_none(server: &str) -> bool {
    let behind = server.rsplit_once(']').map_or(server, |(_, behind)| behind);
    behind
        .split_once(':')
        .is_none_or(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
}

impl PostgresPlace {
    /// Opens a session.
    pub(super) fn open(&self, purpose: &str, traffic: Traffic) -> Result<Server> {
        connect(self, &self.schema, purpose, traffic).map(Server::new)
    }
}

impl Place for PostgresPlace {
    fn kind(&self) -> &'static str {
        PostgresSql.kind()
    }

    fn describe(&self) -> String {
        format!("{} · schema {}", self.shown(), self.schema)
    }

    fn identity(&self) -> Result<String> {
        database_name(self)
    }

    fn database(&self) -> Option<&dyn DatabasePlace> {
        Some(self)
    }
}

impl DatabasePlace for PostgresPlace {
    fn dialect(&self) -> Dialect {
        &PostgresSql
    }

    fn schema(&self) -> &str {
        &self.schema
    }

    fn ledger(&self) -> &LedgerPlace {
        &self.ledger
    }

    fn reader(&self, purpose: &str) -> Result<Option<Database>> {
        self.open(purpose, Traffic::Target)
            .map(|server| Some(Database::new(server)))
    }

    fn writer(&self, purpose: &str) -> Result<Database> {
        self.open(purpose, Traffic::Words).map(Database::new)
    }
}

impl Connection {
    /// The database of a URL (`postgres://user:password@host:port/database`), for programs that
    /// bring connections of their own.
    #[must_use]
    pub fn postgres(
        name: impl Into<String>,
        url: impl Into<String>,
        schema: impl Into<String>,
        ledger: LedgerPlace,
    ) -> Connection {
        let name = name.into();
        Connection::new(name.clone(), PostgresPlace::new(name, url, schema, ledger))
    }
}

/// Reads the connection.
pub(crate) fn read(fields: &Fields<'_>, url: &str) -> Result<Connection> {
    if fields.written("url").is_some_and(has_literal_password) {
        return Err(fields.error("url", "the URL has a literal password").help(
            "write ${NAME} or ${file:PATH} in its place, or leave it to `password:`, PGPASSWORD \
             or a passfile",
        ));
    }
    let schema = fields
        .text("schema")?
        .unwrap_or_else(|| "public".to_owned());
    let ledger_schema = fields.ledger_schema()?.unwrap_or_else(|| schema.clone());
    let vars = fields.vars();
    let home = vars
        .get("HOME")?
        .map(|home| PathBuf::from(home).join(".pgpass"));
    let login = LoginVars {
        user: match vars.get("PGUSER")? {
            Some(user) => Some(user),
            None => vars.get("USER")?,
        },
        password: vars.get("PGPASSWORD")?.map(Secret),
        passfile: vars.get("PGPASSFILE")?.map(PathBuf::from).or(home),
    };
    let place = PostgresPlace {
        name: fields.name().to_owned(),
        schema,
        ledger: fields.ledger(&ledger_schema)?,
        url: Secret(url.to_owned()),
        user: fields.text("user")?,
        password: fields.text("password")?.map(Secret),
        vars: login,
        statement_timeout: fields.timeout("statement_timeout")?,
        lock_timeout: fields.timeout("lock_timeout")?.or(Some(LOCK_TIMEOUT)),
    };
    Ok(Connection::new(fields.name(), place))
}

/// `postgres://user:secret@host`: the secret as the file has it, and no reference.
fn has_literal_password(url: &str) -> bool {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    let login = authority.rsplit_once('@').map_or("", |(login, _)| login);
    // A reference may hold a colon of its own: `${NAME:-default}`.
    let Some(start) = login
        .char_indices()
        .find(|(place, c)| *c == ':' && !login[..*place].contains("${"))
        .map(|(place, _)| place)
    else {
        return false;
    };
    let password = &login[start + 1..];
    !password.is_empty() && !is_reference(password)
}

/// A place, for tests.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn place(url: &str) -> PostgresPlace {
    let ledger = LedgerPlace {
        schema: "public".into(),
        prefix: "lw_".into(),
        keep_runs_days: None,
        keep_rejects_days: None,
    };
    PostgresPlace::new("dw", url, "public", ledger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_of_any_characters_is_no_part_of_what_is_shown() {
        for password in ["p@ss", "a?b", "a/b?c=d&e", "%", ":", "x@y?z@"] {
            let of_url = place(&format!(
                "postgres://etl:{password}@db.example:5433/dw?sslmode=require"
            ));
            assert_eq!(of_url.shown(), "postgres db.example:5433/dw", "{password}");
            assert_eq!(of_url.login().0, Some(&*format!("etl:{password}")));
        }
        assert_eq!(place("postgres:///dw").login(), (None, "/dw"));
    }

    #[test]
    fn a_url_without_its_at_sign_is_not_shown() {
        for url in [
            "postgres://etl:secretdb.example:5433/dw",
            "postgres://etl:secret",
            "postgres://a,etl:secret/dw",
        ] {
            assert_eq!(place(url).shown(), "postgres ***", "{url}");
        }
        for shown in [
            "a.example,b.example:5433/dw",
            "[::1]/dw",
            "[::1]:5433/dw",
            "%2Fvar%2Frun/dw",
            "/dw",
        ] {
            assert_eq!(
                place(&format!("postgres://{shown}")).shown(),
                format!("postgres {shown}")
            );
        }
    }
}
