//! Opening a session.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};

use super::Traffic;
use super::client::Client;
use super::faults::{fault, is_about_tls, may_be_back_soon};
use super::liveness::Liveness;
use super::passfile::{self, Login};
use super::place::PostgresPlace;
use super::tls::{self, Trust};
use crate::error::{Error, Kind, Result};

/// The oldest server that is known to work.
const OLDEST_SERVER: i64 = 120_000;

/// How long a server may take to answer at all, where the URL says nothing.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a server is waited for that gives no session at this moment: it is started again,
/// starts up, or all its connections are taken.
const WAITS: [Duration; 4] = [
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1600),
];

/// A URL taken apart: what the client library knows, and what it leaves to us.
struct Target {
    config: Config,
    trust: Option<Trust>,
    passfile: Option<PathBuf>,
    liveness: Liveness,
}

/// Opens a session for the job; `purpose` is what the server shows of it. Names in statements are
/// qualified; hooks and views find the connection's schema on their search path.
pub(crate) fn connect(
    place: &PostgresPlace,
    schema: &str,
    purpose: &str,
    traffic: Traffic,
) -> Result<Client> {
    let mut target = target(place)?;
    target.config.application_name(purpose);
    target
        .liveness
        .configure(&mut target.config, traffic, place.lock_timeout);
    let passed_over = fill_in_password(place, &mut target);
    let remark = passed_over
        .map(|file| {
            format!(
                " (the passfile {} is passed over, for others may read it: chmod 600 it)",
                file.display()
            )
        })
        .unwrap_or_default();
    let opening = || format!("cannot connect to {}{remark}", place.shown());
    let mut waits = WAITS.iter();
    let mut client = loop {
        let client = match &target.trust {
            None => Client::connect(&target.config, NoTls),
            Some(trust) => Client::connect(&target.config, tls::connector(trust)?),
        };
        match client.map_err(|error| unreachable(&error, opening()).because(error))? {
            Ok(client) => break client,
            Err(error)
                if target.config.get_ssl_mode() == SslMode::Prefer && is_about_tls(&error) =>
            {
                target.config.ssl_mode(SslMode::Disable);
                target.trust = None;
            }
            Err(error) => match waits.next().filter(|_| may_be_back_soon(&error)) {
                Some(wait) => std::thread::sleep(*wait),
                None => return Err(fault(error, opening())),
            },
        }
    };
    let settings = target.liveness.settings(traffic);
    prepare(&mut client, place, schema, &settings).map_err(|error| {
        fault(
            error,
            format!("cannot set up the session with {}", place.shown()),
        )
    })?;
    check(&mut client, place)?;
    Ok(client)
}

/// No session, and no word of the server's: it did not answer in time, which it may the next time.
fn unreachable(error: &std::io::Error, opening: String) -> Error {
    let is_late = error.kind() == std::io::ErrorKind::TimedOut;
    Error::new(
        if is_late {
            Kind::Transient
        } else {
            Kind::Failed
        },
        opening,
    )
}

/// Which database a place names: `host:port/database`.
pub(crate) fn database_name(place: &PostgresPlace) -> Result<String> {
    let Target { config, .. } = target(place)?;
    let host = config
        .get_hosts()
        .first()
        .map_or_else(|| "localhost".to_owned(), host_text);
    Ok(format!("{host}:{}/{}", port(&config), database(&config)))
}

fn host_text(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    }
}

fn port(config: &Config) -> u16 {
    config.get_ports().first().copied().unwrap_or(5432)
}

fn database(config: &Config) -> &str {
    config
        .get_dbname()
        .or(config.get_user())
        .unwrap_or("postgres")
}

/// Takes the URL apart. No message shows it: it may hold a secret.
fn target(place: &PostgresPlace) -> Result<Target> {
    let (login, rest) = place.login();
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (mut kept, mut mode, mut roots, mut passfile, mut liveness) =
        (Vec::new(), "prefer", None, None, Liveness::default());
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=').unwrap_or((parameter, "")) {
            ("sslmode", value) => mode = value,
            ("sslrootcert", value) => roots = Some(text_of(value)),
            ("passfile", value) => passfile = Some(PathBuf::from(text_of(value))),
            (name, value) if liveness.take(name, value)? => {}
            _ => kept.push(parameter),
        }
    }
    let (ssl, trust) = match mode {
        "disable" => (SslMode::Disable, None),
        "allow" | "prefer" => (SslMode::Prefer, Some(Trust::Anyone)),
        "require" if roots.is_none() => (SslMode::Require, Some(Trust::Anyone)),
        // As libpq: with roots at hand, `require` checks the certificate's chain.
        "require" | "verify-ca" => (SslMode::Require, Some(Trust::Chain(roots))),
        "verify-full" => (SslMode::Require, Some(Trust::ChainAndName(roots))),
        other => {
            return Err(
                Error::usage(format!("the URL's sslmode `{other}` is not known"))
                    .help("disable, prefer, require, verify-ca or verify-full"),
            );
        }
    };
    let url = format!("postgres://{address}?{}", kept.join("&"));
    let unreadable = |error: tokio_postgres::Error| {
        let about = std::error::Error::source(&error)
            .map(|cause| format!(": {cause}"))
            .unwrap_or_default();
        Error::usage(format!(
            "the URL of the connection {} cannot be read{about}",
            place.name
        ))
    };
    let mut config = Config::from_str(&url).map_err(unreadable)?;
    config.ssl_mode(ssl);
    if let Some(login) = login {
        let (user, password) = login
            .split_once(':')
            .map_or((login, None), |(user, password)| (user, Some(password)));
        if !user.is_empty() {
            config.user(text_of(user));
        }
        if let Some(password) = password {
            config.password(percent_decode_str(password).collect::<Vec<u8>>());
        }
    }
    if let Some(user) = place
        .user
        .as_ref()
        .or(place.vars.user.as_ref())
        .filter(|_| place.user.is_some() || config.get_user().is_none())
    {
        config.user(user);
    }
    if let Some(password) = &place.password {
        config.password(password.0.clone());
    }
    if config.get_hosts().is_empty() {
        config.host("localhost");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    Ok(Target {
        config,
        trust,
        passfile,
        liveness,
    })
}

/// A part of the URL, `%40` read as `@`.
fn text_of(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

/// A password from the environment or a passfile, where neither the connection nor the URL brings
/// one. Returns a passfile that is passed over, as libpq does with one that others may read.
fn fill_in_password(place: &PostgresPlace, target: &mut Target) -> Option<PathBuf> {
    let config = &mut target.config;
    if config.get_password().is_some() {
        return None;
    }
    if let Some(password) = &place.vars.password {
        config.password(password.0.clone());
        return None;
    }
    let file = target
        .passfile
        .clone()
        .or_else(|| place.vars.passfile.clone());
    let host = config
        .get_hosts()
        .first()
        .map_or_else(|| "localhost".to_owned(), host_text);
    let host = if host.starts_with('/') {
        "localhost".to_owned()
    } else {
        host
    };
    let (port, database) = (port(config), database(config).to_owned());
    let user = config.get_user().unwrap_or_default().to_owned();
    let login = Login {
        host: &host,
        port,
        database: &database,
        user: &user,
    };
    let file = file.filter(|file| file.is_file())?;
    if !passfile::is_private(&file) {
        return Some(file);
    }
    if let Some(password) = passfile::password(&file, &login) {
        config.password(password);
    }
    None
}

/// What the runtime relies on, whatever the server, the database or the role has set: forms of
/// values and names as they are read here, no limit that a long load would meet by surprise, and an
/// error where a policy would hide rows.
fn prepare(
    client: &mut Client,
    place: &PostgresPlace,
    schema: &str,
    liveness: &str,
) -> Result<(), tokio_postgres::Error> {
    let timeout = |limit: Option<Duration>| limit.map_or(0, |limit| limit.as_millis());
    client.batch_execute(&format!(
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET \
         bytea_output = 'hex'; SET extra_float_digits = 1; SET standard_conforming_strings = on; \
         SET quote_all_identifiers = off; SET client_min_messages = warning; SET client_encoding \
         = 'UTF8'; SET row_security = off; SET default_transaction_isolation = 'read committed'; \
         SET default_transaction_deferrable = off; {liveness}SELECT set_config(name, '0', false) FROM \
         pg_settings WHERE name IN ({LIMITS}) AND setting <> '0'; SET statement_timeout = {}; SET \
         lock_timeout = {}; SET search_path = {}",
        timeout(place.statement_timeout),
        timeout(place.lock_timeout),
        crate::database::identifier(schema),
    ))
}

/// Limits that end a session which waits for its turn, as the lease's does while rows are read; two
/// of them not every server knows.
const LIMITS: &str =
    "'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout'";

/// Refuses a server that would not do.
fn check(client: &mut Client, place: &PostgresPlace) -> Result<()> {
    let asking = |error| fault(error, format!("cannot ask {} what it is", place.shown()));
    let sql = "SELECT current_setting('server_version_num')::bigint, \
               current_setting('server_encoding'), current_setting('server_version')";
    let row = client.query_one(sql, &[]).map_err(asking)?;
    let (number, encoding, version): (i64, String, String) = (
        row.try_get(0).map_err(asking)?,
        row.try_get(1).map_err(asking)?,
        row.try_get(2).map_err(asking)?,
    );
    if number < OLDEST_SERVER {
        return Err(Error::usage(format!(
            "{} is PostgreSQL {version}; version 12 or later is needed",
            place.shown()
        )));
    }
    if encoding != "UTF8" {
        return Err(
            Error::usage(format!("{} stores text as {encoding}", place.shown()))
                .help("only databases with the encoding UTF8 can be used"),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::place::place;
    use super::*;

    #[test]
    fn parts_of_the_url_may_be_encoded_and_a_password_need_not_be() {
        let of = |url: &str| target(&place(url)).unwrap();
        let files = of(
            "postgres://etl@db.example/dw?sslmode=verify-ca&sslrootcert=/etc/our%20ca.crt&\
             passfile=/run/a%26b",
        );
        assert!(matches!(files.trust, Some(Trust::Chain(Some(file))) if file == "/etc/our ca.crt"));
        assert_eq!(files.passfile.unwrap(), PathBuf::from("/run/a&b"));
        for (written, password) in [
            ("p%40ss", "p@ss"),
            ("p@ss", "p@ss"),
            ("100%", "100%"),
            ("a?b", "a?b"),
            ("%zz", "%zz"),
        ] {
            let config = of(&format!(
                "postgres://e%20tl:{written}@db.example/dw?connect_timeout=3"
            ))
            .config;
            assert_eq!(
                (config.get_user(), config.get_password()),
                (Some("e tl"), Some(password.as_bytes())),
                "{written}"
            );
            assert_eq!(
                (config.get_dbname(), config.get_connect_timeout()),
                (Some("dw"), Some(&Duration::from_secs(3)))
            );
        }
    }
}
