//! The lease on a target table: one run at a time.
//!
//! Liveness is no clock. A database that is a file: a lock that the operating system holds on a
//! file beside it dies with its process. A server: a lock of the session dies with it. The token in
//! `lw_lease` rises with each holder; every chunk's transaction asks that it still holds, so that a
//! holder which lost the lock (a deleted file, a lost connection) cannot commit late.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::session::Session;
use crate::clock;
use crate::database::{Database, RowLock, fault, values};
use crate::error::{Error, Kind, Result};
use crate::failpoint;
use crate::ledger::Ledger;

/// A held lease. Dropping it gives it up.
#[derive(Debug)]
pub(crate) struct Lease {
    /// A file's lock lives as long as this handle, a server's as long as the session that took it.
    _lock: Option<File>,
    /// Fencing token: raised by each holder.
    pub(crate) token: i64,
}

/// How long is waited for a server to see that the process that held the lease is gone, and how
/// often it is asked.
const GONE_LOOKS: u32 = 100;
const GONE_LOOK: Duration = Duration::from_millis(50);

/// Takes the lease, or says who holds it. `had`: whether an attempt before this one had the lock,
/// and lost it with its session; kept up to date.
pub(crate) fn acquire(
    session: &Session<'_>,
    database: &mut Database,
    had: &mut bool,
) -> Result<Lease> {
    let ledger = &session.ledger;
    let lock = match session.lock_file() {
        Some(file) => match lock_file(ledger, &file)? {
            Some(lock) => Some(lock),
            None => return Err(held(ledger, database)),
        },
        None if lock_session(ledger, database)?
            || lock_after_a_dead_one(session, database, *had)? =>
        {
            None
        }
        None => return Err(held(ledger, database)),
    };
    *had = true;
    failpoint::reach("lease.locked")?;
    let token = raise_token(ledger, database)?;
    failpoint::reach("lease.raised")?;
    note_session(ledger, database, token)?;
    failpoint::reach("lease.noted")?;
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
        .map_err(|error| {
            Error::failed(format!("cannot open the lock file {}", path.display())).because(error)
        })?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => {
            Err(Error::failed(format!("cannot lock {}", path.display())).because(error))
        }
    }
}

/// `warehouse.db` and table `dim_airport`: `warehouse.db.dim_airport.lock`.
fn lock_path(database: &Path, target: &str) -> PathBuf {
    let table: String = target
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '_' || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let mut name = database.as_os_str().to_owned();
    name.push(format!(".{table}.lock"));
    PathBuf::from(name)
}

/// Says no to a pooler that gives each transaction whichever of its server sessions is free: a lock
/// of the session would be held by no run in particular, and outlive them all. Two sessions that
/// are open at once have two processes of the server, and keep them.
pub(crate) fn check_direct(session: &Session<'_>, database: &mut Database) -> Result<()> {
    let asking = |error| fault(error, "cannot ask the server for the session's process");
    let Some(first) = database.server_process().map_err(asking)? else {
        return Ok(());
    };
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
    .help(
        "the lease on the target is a lock of one session: give the server's own address, or a \
         pool in session mode",
    ))
}

/// Takes the session's lock; false: another session holds it. Sessions in which a dead holder wrote
/// are ended first, so that none of them is still at it behind our back.
fn lock_session(ledger: &Ledger, database: &mut Database) -> Result<bool> {
    let locking = |error| fault(error, format!("cannot lock the table {}", ledger.target));
    let locked = database.try_lock(ledger.lock_key()).map_err(locking)?;
    if locked {
        database
            .end_sessions(&ledger.sql("{session}"), &ledger.target)
            .map_err(locking)?;
    }
    Ok(locked)
}

/// A server that is busy sees only after a while that a process was killed, and holds its lock
/// until then. Where the process was one of this host, and is gone, that is waited for; and so is a
/// session that this process lost. Of another host's nothing is known, and the lease is held.
fn lock_after_a_dead_one(
    session: &Session<'_>,
    database: &mut Database,
    had: bool,
) -> Result<bool> {
    let ledger = &session.ledger;
    for _ in 0..GONE_LOOKS {
        if !had
            && !holder(ledger, database)?
                .is_some_and(|(holder, _)| is_gone(&holder, &ledger.holder))
        {
            return Ok(false);
        }
        if session.options.stop.requested() {
            return Err(Error::stopped());
        }
        std::thread::sleep(GONE_LOOK);
        if lock_session(ledger, database)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a holder was a process of this host, as `ours`, and runs no more. No where it cannot be
/// known: of another host's, and on a system that does not show its processes.
fn is_gone(holder: &str, ours: &str) -> bool {
    let named = |holder: &str| {
        let (process, host) = holder.strip_prefix("process ")?.split_once(" on ")?;
        Some((process.parse::<u32>().ok()?, host.to_owned()))
    };
    let state = |process: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        stat.rsplit_once(") ")
            .and_then(|(_, rest)| rest.chars().next())
    };
    let (Some((process, host)), Some((our_process, our_host))) = (named(holder), named(ours))
    else {
        return false;
    };
    // One that was killed is there, as a zombie, until its parent asks for it.
    host == our_host
        && state(our_process).is_some()
        && state(process).is_none_or(|state| matches!(state, 'Z' | 'X'))
}

/// The token of the lease.
pub(super) fn token(ledger: &Ledger, database: &mut Database) -> Result<i64> {
    let sql = ledger.sql("SELECT token FROM {lease} WHERE target = ?1");
    let token = database.query_optional(&sql, values![&ledger.target], |row| row.get(0));
    token
        .map_err(|error| fault(error, "cannot read the lease"))?
        .ok_or_else(|| Error::failed("no run has ever had the lease"))
}

/// Whom the lease names, and since when.
fn holder(ledger: &Ledger, database: &mut Database) -> Result<Option<(String, String)>> {
    let sql = ledger.sql("SELECT holder, acquired_at FROM {lease} WHERE target = ?1");
    database
        .query_optional(&sql, values![&ledger.target], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(|error| fault(error, "cannot read the lease"))
}

/// Opens the target for a worker of the run that has this token; it writes by itself where there is
/// a server.
pub(super) fn open_worker(session: &Session<'_>, token: i64) -> Result<Option<Database>> {
    let mut worker = session.open_reader()?;
    if let Some(database) = &mut worker {
        note_session(&session.ledger, database, token)?;
    }
    Ok(worker)
}

/// Notes that the session writes for the run of this token.
pub(crate) fn note_session(ledger: &Ledger, database: &mut Database, token: i64) -> Result<()> {
    let noting = |error| fault(error, "cannot note the session in the ledger");
    database
        .note_session(&ledger.sql("{session}"), &ledger.target, token)
        .map_err(noting)
}

/// Opens the session that holds the lease again, where it does not answer any more. A server's lock
/// went with the old session: it is taken anew under the same token, so that no one can have held
/// it in between.
pub(crate) fn revive(session: &Session<'_>, database: &mut Database, token: i64) -> Result<()> {
    if database.batch("SELECT 1").is_ok() {
        return Ok(());
    }
    let ledger = &session.ledger;
    let mut fresh = session.open_writer()?;
    let locking = |error| {
        fault(
            error,
            format!("cannot lock the table {} again", ledger.target),
        )
    };
    if !fresh.try_lock(ledger.lock_key()).map_err(locking)? {
        return Err(held(ledger, &mut fresh));
    }
    fence(ledger, &mut fresh, token)?;
    note_session(ledger, &mut fresh, token)?;
    fresh.be_patient(true)?;
    *database = fresh;
    Ok(())
}

fn raise_token(ledger: &Ledger, database: &mut Database) -> Result<i64> {
    let raising = |error| fault(error, "cannot write the lease");
    let mut transaction = database.transaction().map_err(raising)?;
    // A token that a crash takes back would be given out twice.
    transaction.outlive_a_crash().map_err(raising)?;
    let sql = ledger.sql(
        "INSERT INTO {lease} AS held (target, token, holder, acquired_at) VALUES (?1, 1, ?2, ?3)
         ON CONFLICT (target) DO UPDATE SET token = held.token + 1, holder = excluded.holder, \
         acquired_at = excluded.acquired_at
         RETURNING token",
    );
    let values = values![&ledger.target, &ledger.holder, clock::text(clock::now())];
    let token = transaction
        .query_row(&sql, values, |row| row.get(0))
        .map_err(raising)?;
    failpoint::reach("lease.before_commit")?;
    transaction.commit().map_err(raising)?;
    Ok(token)
}

#[cold]
fn held(ledger: &Ledger, database: &mut Database) -> Error {
    let by = holder(ledger, database).ok().flatten();
    let by = by.map_or_else(
        || "another process".to_owned(),
        |(holder, since)| format!("{holder}, since {since}"),
    );
    Error::new(
        Kind::Held,
        format!("the table {} is being loaded by {by}", ledger.target),
    )
    .help("wait for it, or ask it to end with the `stop` command of its binary")
}

/// Writes into the ledger behind the fence: a process that lost the lease while it was frozen says
/// nothing more about the run.
pub(crate) fn fenced<T>(
    ledger: &Ledger,
    database: &mut Database,
    token: i64,
    write: impl FnOnce(&mut Database) -> Result<T>,
) -> Result<T> {
    let writing = |error| fault(error, "cannot write into the ledger");
    let mut transaction = database.transaction().map_err(writing)?;
    fence(ledger, &mut transaction, token)?;
    let written = write(&mut transaction)?;
    transaction.commit().map_err(writing)?;
    Ok(written)
}

/// Raises unless the token still holds; asked inside each transaction that writes to the target.
pub(crate) fn fence(ledger: &Ledger, database: &mut Database, token: i64) -> Result<()> {
    let shared = database.dialect().locking(RowLock::Share);
    let sql = ledger.sql(&format!(
        "SELECT token, holder FROM {{lease}} WHERE target = ?1{shared}"
    ));
    let row: Option<(i64, String)> = database
        .query_optional(&sql, values![&ledger.target], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(|error| fault(error, "cannot read the lease"))?;
    match row {
        Some((current, _)) if current == token => Ok(()),
        Some((current, _)) if current < token => Err(Error::failed(format!(
            "the ledger has forgotten that this run holds the lease on {}: the server lost \
             commits that it had confirmed",
            ledger.target
        ))
        .help(
            "is its synchronous_commit off, or was it failed over? committed chunks are kept: run \
             again",
        )),
        Some((_, holder)) => Err(Error::new(
            Kind::Held,
            format!(
                "the lease on {} was taken over by {holder}; nothing of this chunk is written",
                ledger.target
            ),
        )),
        None => Err(Error::new(
            Kind::Held,
            format!(
                "the lease on {} is gone; nothing of this chunk is written",
                ledger.target
            ),
        )),
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::process::{Command, id};
    use std::time::{Duration, Instant};

    use super::is_gone;

    #[test]
    fn only_a_process_of_this_host_is_known_to_be_gone() {
        let ours = format!("process {} on a host", id());
        let mut child = Command::new("true").spawn().unwrap();
        let gone = format!("process {} on a host", child.id());
        let until = Instant::now() + Duration::from_secs(60);
        while !is_gone(&gone, &ours) {
            assert!(Instant::now() < until, "a zombie counts as gone");
        }
        child.wait().unwrap();
        assert!(is_gone(&gone, &ours));
        for other in [
            &ours,
            &format!("{gone} or another"),
            "process x on a host",
            "someone else",
            "",
        ] {
            assert!(!is_gone(other, &ours), "{other}");
        }
    }
}
