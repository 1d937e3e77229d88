//! The lease on a target table: one run at a time.
//!
//! Liveness is no clock. A lock that the operating system holds on a file beside the database dies with its process. The token in
//! `lw_lease` rises with each holder; every chunk's transaction asks that it still holds, so that a holder which lost the lock (a deleted
//! file, a network drive that forgot it) cannot commit late.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::Ledger;
use crate::clock;
use crate::error::{Error, Kind, Result};
use crate::sqlite::fault;

/// A held lease. Dropping it gives it up.
#[derive(Debug)]
pub(crate) struct Lease {
    /// The lock lives as long as this handle.
    _lock: File,
    /// Fencing token: raised by each holder.
    pub(crate) token: i64,
}

/// Takes the lease, or says who holds it.
pub(crate) fn acquire(ledger: &Ledger, writer: &mut Connection, database: &Path) -> Result<Lease> {
    let path = lock_path(database, &ledger.target);
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| Error::failed(format!("cannot open the lock file {}", path.display())).because(error))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(held(ledger, writer)),
        Err(TryLockError::Error(error)) => {
            return Err(Error::failed(format!("cannot lock {}", path.display())).because(error));
        }
    }
    let token = raise_token(ledger, writer).map_err(|error| fault(error, "cannot write the lease"))?;
    Ok(Lease { _lock: lock, token })
}

/// `warehouse.db` and table `dim_airport`: `warehouse.db.dim_airport.lock`.
fn lock_path(database: &Path, target: &str) -> PathBuf {
    let table: String = target.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '.' { c } else { '-' }).collect();
    let mut name = database.as_os_str().to_owned();
    name.push(format!(".{table}.lock"));
    PathBuf::from(name)
}

fn raise_token(ledger: &Ledger, writer: &mut Connection) -> rusqlite::Result<i64> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sql = ledger.sql(
        "INSERT INTO {lease} (target, token, holder, acquired_at) VALUES (?1, 1, ?2, ?3)
         ON CONFLICT (target) DO UPDATE SET token = token + 1, holder = excluded.holder, acquired_at = excluded.acquired_at
         RETURNING token",
    );
    let token = transaction.query_row(&sql, params![ledger.target, ledger.holder, clock::text(clock::now())], |row| row.get(0))?;
    transaction.commit()?;
    Ok(token)
}

#[cold]
fn held(ledger: &Ledger, connection: &Connection) -> Error {
    let sql = ledger.sql("SELECT holder, acquired_at FROM {lease} WHERE target = ?1");
    let holder = connection
        .query_row(&sql, [&ledger.target], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .optional()
        .ok()
        .flatten();
    let by = holder.map_or_else(|| "another process".to_owned(), |(holder, since)| format!("{holder}, since {since}"));
    Error::new(Kind::Held, format!("the table {} is being loaded by {by}", ledger.target))
        .help("wait for it, or ask it to end with the `stop` command of its binary")
}

/// Raises unless the token still holds; asked inside each transaction that writes to the target.
pub(crate) fn fence(ledger: &Ledger, transaction: &Connection, token: i64) -> Result<()> {
    let sql = ledger.sql("SELECT token, holder FROM {lease} WHERE target = ?1");
    let row: Option<(i64, String)> = transaction
        .prepare_cached(&sql)
        .and_then(|mut statement| statement.query_row([&ledger.target], |row| Ok((row.get(0)?, row.get(1)?))).optional())
        .map_err(|error| fault(error, "cannot read the lease"))?;
    match row {
        Some((current, _)) if current == token => Ok(()),
        Some((_, holder)) => Err(Error::new(
            Kind::Held,
            format!("the lease on {} was taken over by {holder}; nothing of this chunk is written", ledger.target),
        )),
        None => Err(Error::new(Kind::Held, format!("the lease on {} is gone; nothing of this chunk is written", ledger.target))),
    }
}
