//! The server's errors: which of them another attempt may not meet, and what to do about the
//! others.
//!
//! Transient: a lost or refused connection, class 08, 57P01 to 57P05 (shutdown, crash, starting up,
//! a standby whose database is replaced, a session that was idle too long), 25P03 and 25P04 (the
//! same of a transaction), 53300 (too many connections), 40001 (serialization, and what a standby
//! cancels because it is in the way of what is replayed), 40P01 (deadlock), 55P03 (lock timeout).
//! While rows are written 23505 is one too, where it is about the key: someone else wrote it
//! meanwhile. Refused: rows that a policy would hide. All else fails at once: a full disk, a
//! read-only server, a statement timeout, a missing right do not go away in a second.

use std::error::Error as _;

use rustls::CertificateError;
use tokio_postgres::error::{DbError, Error as ServerError, SqlState};

use crate::database::{self, DatabaseError, Fault};
use crate::error::{Error, Kind};

const LOGIN_HELP: &str =
    "check user and password: `password:` of the connection, PGPASSWORD, or a passfile";

const POLICY_HELP: &str = "rows that are hidden would seem to be gone: give the role the \
                           attribute BYPASSRLS, or another role; if what it sees is the truth, \
                           write `row_security: view` under `target` in the spec";

const STANDBY_HELP: &str = "a hot standby ends what stands in the way of the changes that it \
                            replays: set hot_standby_feedback = on there, or raise \
                            max_standby_streaming_delay (max_standby_archive_delay where it reads \
                            an archive), or read from the primary";

/// An error of PostgreSQL, told as what was being done, and classed.
pub(crate) fn fault(error: ServerError, doing: impl Into<String>) -> Error {
    database::fault(error, doing)
}

impl DatabaseError for ServerError {
    #[cold]
    fn told(self: Box<Self>, doing: String) -> Error {
        classed(*self, doing)
    }
}

/// The server's or the connection's error behind a fault of a session with PostgreSQL.
pub(crate) fn server_error(fault: &Fault) -> Option<&ServerError> {
    let Fault::Database(error) = fault else {
        return None;
    };
    let error: &dyn std::any::Any = &**error;
    error.downcast_ref()
}

fn classed(error: ServerError, doing: String) -> Error {
    let Some(db) = error.as_db_error() else {
        return connection_fault(&error, doing);
    };
    let code = db.code();
    let (kind, help) = if would_hide_rows(db) {
        (Kind::Refused, Some(POLICY_HELP))
    } else if conflicts_with_recovery(db) {
        (Kind::Transient, Some(STANDBY_HELP))
    } else if is_transient(code) {
        (Kind::Transient, help(code))
    } else {
        (Kind::Failed, help(code))
    };
    with_help(
        Error::new(kind, doing).because(std::io::Error::other(told(db))),
        help,
    )
}

/// A right is missing, or a policy hides rows.
pub(crate) fn is_denied(error: &ServerError) -> bool {
    error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE)
}

/// The statement would see only the rows that a policy shows. The server's words may be of any
/// language; its functions' names are not.
pub(crate) fn would_hide_rows(db: &DbError) -> bool {
    *db.code() == SqlState::INSUFFICIENT_PRIVILEGE && db.routine() == Some("check_enable_rls")
}

/// A standby ended the statement or the session, which stood in the way of what it replays.
fn conflicts_with_recovery(db: &DbError) -> bool {
    let interrupts = [
        "ProcessInterrupts",
        "ProcessRecoveryConflictInterrupt",
        "RecoveryConflictInterrupt",
    ];
    let is_interrupted = db
        .routine()
        .is_some_and(|routine| interrupts.contains(&routine));
    db.message().contains("conflict with recovery")
        || *db.code() == SqlState::T_R_SERIALIZATION_FAILURE && is_interrupted
}

/// A fault of the connection itself: lost, refused, or never rightly asked for.
fn connection_fault(error: &ServerError, doing: impl Into<String>) -> Error {
    let tls = causes(error).find_map(tls_error);
    let is_io = tls.is_none()
        && (error.is_closed() || causes(error).any(|cause| cause.is::<std::io::Error>()));
    let kind = if is_io { Kind::Transient } else { Kind::Failed };
    let text = std::iter::once(error.to_string()).chain(causes(error).map(ToString::to_string));
    let mut parts: Vec<String> = Vec::new();
    text.for_each(|part| {
        if !parts.iter().any(|known| known.contains(&part)) {
            parts.push(part);
        }
    });
    let text = parts.join(": ");
    let help = match tls {
        Some(tls) => Some(tls_help(tls)),
        None if text.contains("does not support TLS") => Some(
            "switch TLS on at the server (`ssl = on`), or write sslmode=disable where the network \
             can be trusted",
        ),
        None if text.contains("password missing") => Some(LOGIN_HELP),
        None => {
            is_io.then_some("is the server running, and can it be reached at that host and port?")
        }
    };
    with_help(
        Error::new(kind, doing).because(std::io::Error::other(text)),
        help,
    )
}

/// What TLS says: it travels inside an input/output error, though another attempt would meet it
/// again.
fn tls_error<'e>(cause: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    cause
        .downcast_ref::<std::io::Error>()?
        .get_ref()?
        .downcast_ref()
}

fn tls_help(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => {
            "the certificate is another host's: write the host as the certificate names it (its \
             subjectAltName)"
        }
        rustls::Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature,
        ) => {
            "no trusted authority signed the server's certificate: name the one that did, \
             sslrootcert=FILE in the URL"
        }
        rustls::Error::InvalidCertificate(_) => {
            "the server's certificate cannot be trusted: mend it, or see `sslmode` of the URL"
        }
        _ => {
            "server and client do not agree on TLS: is it a PostgreSQL server that speaks TLS 1.2 \
             or 1.3?"
        }
    }
}

/// Whether another attempt without TLS may get in, as libpq's `prefer` makes one.
pub(super) fn is_about_tls(error: &ServerError) -> bool {
    causes(error).any(|cause| tls_error(cause).is_some())
        || error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
}

/// Whether a server that gives no session may give one in a moment: it starts up, shuts down to be
/// started again, is not there yet, or has all its connections taken.
pub(super) fn may_be_back_soon(error: &ServerError) -> bool {
    use std::io::ErrorKind;
    const AWAY: [ErrorKind; 6] = [
        ErrorKind::ConnectionRefused,
        ErrorKind::ConnectionReset,
        ErrorKind::ConnectionAborted,
        ErrorKind::BrokenPipe,
        ErrorKind::UnexpectedEof,
        // The file of a Unix socket.
        ErrorKind::NotFound,
    ];
    const SOON: [SqlState; 4] = [
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
    ];
    if let Some(code) = error.code() {
        return SOON.contains(code);
    }
    if causes(error).any(|cause| tls_error(cause).is_some()) {
        return false;
    }
    let mut io = causes(error).filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    error.is_closed() || io.any(|error| AWAY.contains(&error.kind()))
}

fn causes(error: &ServerError) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(
        error.source(),
        |cause: &&(dyn std::error::Error + 'static)| (*cause).source(),
    )
}

fn with_help(error: Error, help: Option<&'static str>) -> Error {
    match help {
        Some(help) => error.help(help),
        None => error,
    }
}

fn is_transient(code: &SqlState) -> bool {
    code.code().starts_with("08")
        || [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::DATABASE_DROPPED,
            SqlState::from_code("57P05"),
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
            SqlState::from_code("25P04"),
            SqlState::TOO_MANY_CONNECTIONS,
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::LOCK_NOT_AVAILABLE,
        ]
        .contains(code)
}

fn help(code: &SqlState) -> Option<&'static str> {
    match code.code() {
        "26000" | "42P05" => Some(
            "statements are prepared in one session and met in another: a pooler in transaction \
             mode stands between; give the server's own address, or a pool in session mode",
        ),
        "28P01" => Some(LOGIN_HELP),
        "28000" => Some(
            "check the user, `sslmode` of the URL, and the server's pg_hba.conf: it may take this \
             login with TLS only, or without",
        ),
        "3D000" => Some("create the database, or mend the URL"),
        "3F000" => Some("create the schema, or mend `schema:` of the connection"),
        "42P01" => Some(
            "was the table dropped or renamed while it was in use? see what it is now, then run \
             again",
        ),
        "42501" => Some("grant the right to the job's user, or run with one that has it"),
        "25P03" | "25P04" | "57P05" => Some(
            "a limit on idle sessions or long transactions ended it; sessions of a job switch \
             such limits off, so a pooler or an extension may have set it",
        ),
        "54000" => Some(
            "a value is longer than an index can hold (about 2,700 bytes): index a hash of it, or \
             make the key another, shorter column",
        ),
        "57P04" => Some("the database was dropped, or replaced at the standby's primary"),
        "72000" => Some(
            "the server forgot the state that the load reads (old_snapshot_threshold): raise it, \
             or switch it off",
        ),
        "25006" => Some(
            "the server is read-only: a standby, or `default_transaction_read_only`; give the \
             primary's URL",
        ),
        "53100" => Some("free some space on the server, then run again: committed chunks are kept"),
        "53200" => Some(
            "the server is out of memory: lower work_mem or maintenance_work_mem, or --max-workers",
        ),
        "53300" => Some(
            "raise max_connections, or lower --max-workers: a run needs two connections a worker \
             and one more",
        ),
        "55P03" => Some(
            "another session holds a lock that the load needs; raise `lock_timeout:` of the \
             connection if it may take longer",
        ),
        "57014" => Some(
            "the statement was canceled, by hand or by statement_timeout: see \
             `statement_timeout:` of the connection",
        ),
        _ => None,
    }
}

/// What the server said: message, detail, hint, and what it is about. Not the values of a row: it
/// shows them in `CONTEXT`, and in the detail where a row breaks a constraint of its own.
fn told(db: &DbError) -> String {
    let mut text = format!("{} ({})", db.message(), db.code().code());
    let about = [db.schema(), db.table(), db.column()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(".");
    if !about.is_empty() {
        text.push_str(&format!("; about {about}"));
    }
    if let Some(constraint) = db.constraint() {
        text.push_str(&format!("; constraint {constraint}"));
    }
    let shows_row = [SqlState::NOT_NULL_VIOLATION, SqlState::CHECK_VIOLATION].contains(db.code());
    if let Some(detail) = db.detail().filter(|_| !shows_row) {
        text.push_str(&format!("; {detail}"));
    }
    if let Some(hint) = db.hint() {
        text.push_str(&format!("; hint: {hint}"));
    }
    text
}
