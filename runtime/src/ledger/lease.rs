//! The lease on a target table: one run at a time.
//!
//! Liveness is no clock. SQLite: a lock that the operating system holds on a file beside the database dies with its process. PostgreSQL: an
//! advisory lock dies with its session. The token in `lw_lease` rises with each holder; every chunk's transaction asks that it still
//! holds, so that a holder which lost the lock (a deleted file, a lost connection) cannot commit late.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::Ledger;
use crate::clock;
use crate::database::{Database, Fault, fault, values};
use crate::engine::Session;
use crate::error::{Error, Kind, Result};
use crate::failpoint;

/// A held lease. Dropping it gives it up.
#[derive(Debug)]
pub(crate) struct Lease {
    /// SQLite's lock lives as long as this handle, PostgreSQL's as long as the session that took it.
    _lock: Option<File>,
    /// Fencing token: raised by each holder.
    pub(crate) token: i64,
}

/// Takes the lease, or says who holds it. `file` is the database's, where it is one.
pub(crate) fn acquire(ledger: &Ledger, database: &mut Database, file: Option<&Path>) -> Result<Lease> {
    let lock = match file {
        Some(file) => match lock_file(ledger, file)? {
            Some(lock) => Some(lock),
            None => return Err(held(ledger, database)),
        },
        None if lock_session(ledger, database)? => None,
        None => return Err(held(ledger, database)),
    };
    failpoint::reach("lease.locked")?;
    let token = raise_token(ledger, database).map_err(|error| fault(error, "cannot write the lease"))?;
    note_session(ledger, database, token)?;
    Ok(Lease { _lock: lock, token })
}

/// Locks the file beside the database; `None`: another process holds it.
fn lock_file(ledger: &Ledger, database: &Path) -> Result<Option<File>> {
    let path = lock_path(database, &ledger.target);
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| Error::failed(format!("cannot open the lock file {}", path.display())).because(error))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Error::failed(format!("cannot lock {}", path.display())).because(error)),
    }
}

/// `warehouse.db` and table `dim_airport`: `warehouse.db.dim_airport.lock`.
fn lock_path(database: &Path, target: &str) -> PathBuf {
    let table: String = target.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '.' { c } else { '-' }).collect();
    let mut name = database.as_os_str().to_owned();
    name.push(format!(".{table}.lock"));
    PathBuf::from(name)
}

/// Says no to a pooler that gives each transaction whichever of its server sessions is free: a lock of the session would be held by no run in
/// particular, and outlive them all. Two sessions that are open at once have two processes of the server, and keep them.
pub(crate) fn check_direct(session: &Session<'_>, database: &mut Database) -> Result<()> {
    let asking = |error| fault(error, "cannot ask the server for the session's process");
    let Some(first) = database.server_process().map_err(asking)? else { return Ok(()) };
    let mut other = session.open_writer()?;
    // Its transaction keeps the process that the first session had last, if it can get that at all.
    other.batch("BEGIN").map_err(asking)?;
    let others = other.server_process().map_err(asking)?;
    let again = database.server_process().map_err(asking)?;
    other.batch("ROLLBACK").map_err(asking)?;
    if again.as_ref() == Some(&first) && others != again {
        return Ok(());
    }
    Err(Error::usage(format!(
        "the connection {} leads through a pooler that shares sessions among transactions",
        session.info.target.connection
    ))
    .help("the lease on the target is a lock of one session: give the server's own address, or a pool in session mode"))
}

/// Takes the session's advisory lock; false: another session holds it. Sessions in which a dead holder wrote are ended first, so that none of
/// them is still at it behind our back.
fn lock_session(ledger: &Ledger, database: &mut Database) -> Result<bool> {
    let locking = |error| fault(error, format!("cannot lock the table {}", ledger.target));
    let sql = "SELECT pg_try_advisory_lock(?1)";
    let locked = database.query_row(sql, values![ledger.lock_key()], |row| row.get::<bool>(0)).map_err(locking)?;
    if locked {
        end_sessions(ledger, database).map_err(locking)?;
    }
    Ok(locked)
}

/// Ends the sessions that runs on this target noted as theirs, and no others: who only looks is nobody's rival. A session of another role, which
/// this one has no right to end, is left: the fencing token keeps it from committing.
fn end_sessions(ledger: &Ledger, database: &mut Database) -> Result<(), Fault> {
    let noted = ledger.sql(
        "FROM {session} s JOIN pg_stat_activity a ON a.pid = s.pid AND a.backend_start::text = s.backend_start
         WHERE s.target = ?1 AND a.pid <> pg_backend_pid() AND pg_has_role(a.usesysid, 'MEMBER')",
    );
    database.query(&format!("SELECT pg_terminate_backend(a.pid) {noted}"), values![&ledger.target], |_| Ok(()))?;
    for _ in 0..100 {
        if database.query_row(&format!("SELECT count(*) {noted}"), values![&ledger.target], |row| row.get::<i64>(0))? == 0 {
            database.execute(&ledger.sql("DELETE FROM {session} WHERE target = ?1"), values![&ledger.target])?;
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    Err(Fault::Value("sessions of an earlier run do not end".to_owned()))
}

/// Notes that the session writes for the run of this token, so that whoever takes the lease over can end it.
pub(crate) fn note_session(ledger: &Ledger, database: &mut Database, token: i64) -> Result<()> {
    if !ledger.dialect.is_server() {
        return Ok(());
    }
    let sql = ledger.sql(
        "INSERT INTO {session} (target, pid, backend_start, token)
         SELECT ?1, pid, backend_start::text, ?2 FROM pg_stat_activity WHERE pid = pg_backend_pid() ON CONFLICT DO NOTHING",
    );
    database.execute(&sql, values![&ledger.target, token]).map(drop).map_err(|error| fault(error, "cannot note the session in the ledger"))
}

/// Opens the session that holds the lease again, where it does not answer any more. A server's lock went with the old session: it is taken
/// anew under the same token, so that no one can have held it in between.
pub(crate) fn revive(session: &Session<'_>, database: &mut Database, token: i64) -> Result<()> {
    if database.batch("SELECT 1").is_ok() {
        return Ok(());
    }
    let ledger = &session.ledger;
    let mut fresh = session.open_writer()?;
    if fresh.dialect().is_server() {
        let sql = "SELECT pg_try_advisory_lock(?1)";
        let locking = |error| fault(error, format!("cannot lock the table {} again", ledger.target));
        if !fresh.query_row(sql, values![ledger.lock_key()], |row| row.get::<bool>(0)).map_err(locking)? {
            return Err(held(ledger, &mut fresh));
        }
    }
    fence(ledger, &mut fresh, token)?;
    note_session(ledger, &mut fresh, token)?;
    fresh.be_patient(true)?;
    *database = fresh;
    Ok(())
}

fn raise_token(ledger: &Ledger, database: &mut Database) -> Result<i64, Fault> {
    let mut transaction = database.transaction()?;
    let sql = ledger.sql(
        "INSERT INTO {lease} AS held (target, token, holder, acquired_at) VALUES (?1, 1, ?2, ?3)
         ON CONFLICT (target) DO UPDATE SET token = held.token + 1, holder = excluded.holder, acquired_at = excluded.acquired_at
         RETURNING token",
    );
    let values = values![&ledger.target, &ledger.holder, clock::text(clock::now())];
    let token = transaction.query_row(&sql, values, |row| row.get(0))?;
    transaction.commit()?;
    Ok(token)
}

#[cold]
fn held(ledger: &Ledger, database: &mut Database) -> Error {
    let sql = ledger.sql("SELECT holder, acquired_at FROM {lease} WHERE target = ?1");
    let holder =
        database.query_optional(&sql, values![&ledger.target], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?))).ok().flatten();
    let by = holder.map_or_else(|| "another process".to_owned(), |(holder, since)| format!("{holder}, since {since}"));
    Error::new(Kind::Held, format!("the table {} is being loaded by {by}", ledger.target))
        .help("wait for it, or ask it to end with the `stop` command of its binary")
}

/// Writes into the ledger behind the fence: a process that lost the lease while it was frozen says nothing more about the run.
pub(crate) fn fenced<T>(ledger: &Ledger, database: &mut Database, token: i64, write: impl FnOnce(&mut Database) -> Result<T>) -> Result<T> {
    let writing = |error| fault(error, "cannot write into the ledger");
    let mut transaction = database.transaction().map_err(writing)?;
    fence(ledger, &mut transaction, token)?;
    let written = write(&mut transaction)?;
    transaction.commit().map_err(writing)?;
    Ok(written)
}

/// Raises unless the token still holds; asked inside each transaction that writes to the target.
pub(crate) fn fence(ledger: &Ledger, database: &mut Database, token: i64) -> Result<()> {
    let shared = if database.dialect().is_server() { " FOR SHARE" } else { "" };
    let sql = ledger.sql(&format!("SELECT token, holder FROM {{lease}} WHERE target = ?1{shared}"));
    let row: Option<(i64, String)> = database
        .query_optional(&sql, values![&ledger.target], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(|error| fault(error, "cannot read the lease"))?;
    match row {
        Some((current, _)) if current == token => Ok(()),
        Some((current, _)) if current < token => Err(Error::failed(format!(
            "the ledger has forgotten that this run holds the lease on {}: the server lost commits that it had confirmed",
            ledger.target
        ))
        .help("is its synchronous_commit off, or was it failed over? committed chunks are kept: run again")),
        Some((_, holder)) => Err(Error::new(
            Kind::Held,
            format!("the lease on {} was taken over by {holder}; nothing of this chunk is written", ledger.target),
        )),
        None => Err(Error::new(Kind::Held, format!("the lease on {} is gone; nothing of this chunk is written", ledger.target))),
    }
}
