//! `lw_chunk`, and the rows that chunks leave beside it: rejects and missing keys.

use super::{Ledger, text};
use crate::clock;
use crate::database::{Database, Fault, Record, RowLock, Value, fault, values};
use crate::diff::outcome::{Outcome, RejectRow};
use crate::error::Result;
use crate::report::Counts;

/// A chunk as the plan wrote it.
#[derive(Debug, Clone)]
pub(crate) struct ChunkRow {
    pub(crate) chunk: u64,
    pub(crate) bounds: String,
    pub(crate) estimated_rows: u64,
    pub(crate) done: bool,
}

/// Writes the plan's chunks.
pub(crate) fn insert_plan(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    chunks: &[(String, u64)],
) -> Result<()> {
    let sql = ledger.sql(
        "INSERT INTO {chunk} (run_id, chunk, bounds, estimated_rows, status) VALUES (?1, ?2, ?3, \
         ?4, 'PENDING')",
    );
    let rows = (1_u64..)
        .zip(chunks)
        .map(|(number, (bounds, rows))| values![run_id, number, bounds, *rows].to_vec());
    database
        .execute_each(&sql, rows)
        .map_err(|error| fault(error, "cannot write the plan's chunks into the ledger"))
}

/// The plan's chunks, in order.
pub(crate) fn list(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<Vec<ChunkRow>> {
    let sql = ledger.sql(
        "SELECT chunk, bounds, estimated_rows, status = 'DONE' FROM {chunk} WHERE run_id = ?1 \
         ORDER BY chunk",
    );
    let read = |row: &Record| {
        Ok(ChunkRow {
            chunk: row.get(0)?,
            bounds: row.get(1)?,
            estimated_rows: row.get(2)?,
            done: row.get(3)?,
        })
    };
    database
        .query(&sql, values![run_id], read)
        .map_err(|error| fault(error, "cannot read the plan's chunks"))
}

/// What the chunk came to, if it is done already: asked first in its transaction, for the reply to
/// a commit can be lost. A server locks the row: an earlier attempt, whose session lives on there
/// without us, ends before this one begins.
pub(crate) fn outcome(
    ledger: &Ledger,
    database: &mut Database,
    place: Place<'_>,
) -> Result<Option<Outcome>> {
    let locked = database.dialect().locking(RowLock::Update);
    let sql = ledger.sql(&format!(
        "SELECT rows_read, inserted, versioned, updated, unchanged, filtered, rejected, \
         duplicates, keyless, status = 'DONE'
         FROM {{chunk}} WHERE run_id = ?1 AND chunk = ?2{locked}",
    ));
    let read = |row: &Record| -> Result<Option<Outcome>, Fault> {
        if !row.get::<bool>(9)? {
            return Ok(None);
        }
        let counts = Counts {
            rows_read: row.get(0)?,
            inserted: row.get(1)?,
            versioned: row.get(2)?,
            updated: row.get(3)?,
            closed: 0,
            unchanged: row.get(4)?,
            filtered: row.get(5)?,
            rejected: row.get(6)?,
            duplicates: row.get(7)?,
        };
        Ok(Some(Outcome {
            counts,
            keyless: row.get(8)?,
        }))
    };
    database
        .query_optional(&sql, values![place.run_id, place.chunk], read)
        .map(Option::flatten)
        .map_err(|error| fault(error, "cannot read the chunk's ledger row"))
}

/// Marks the chunk done, with what it came to.
pub(crate) fn done(
    ledger: &Ledger,
    database: &mut Database,
    place: Place<'_>,
    outcome: &Outcome,
) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {chunk} SET status = 'DONE', error = NULL, epoch = ?3, attempts = ?4, started_at \
         = ?5, committed_at = ?6, rows_read = ?7,
            inserted = ?8, versioned = ?9, updated = ?10, unchanged = ?11, filtered = ?12, \
         rejected = ?13, duplicates = ?14, keyless = ?15
         WHERE run_id = ?1 AND chunk = ?2",
    );
    let Outcome { counts, keyless } = outcome;
    let values = values![
        place.run_id,
        place.chunk,
        place.epoch,
        place.attempt,
        place.started_at,
        clock::text(clock::now()),
        counts.rows_read,
        counts.inserted,
        counts.versioned,
        counts.updated,
        counts.unchanged,
        counts.filtered,
        counts.rejected,
        counts.duplicates,
        *keyless,
    ];
    database
        .execute(&sql, values)
        .map(drop)
        .map_err(|error| fault(error, "cannot mark the chunk done"))
}

/// Which attempt at which chunk writes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) run_id: i64,
    pub(crate) chunk: u64,
    pub(crate) epoch: i64,
    pub(crate) attempt: u32,
    pub(crate) started_at: &'a str,
}

/// Notes a failed attempt.
pub(crate) fn failed(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    chunk: u64,
    attempt: u32,
    last: bool,
    error: &str,
) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {chunk} SET attempts = ?3, error = ?4, status = CASE WHEN ?5 THEN 'FAILED' ELSE \
         status END
         WHERE run_id = ?1 AND chunk = ?2 AND status <> 'DONE'",
    );
    database
        .execute(
            &sql,
            &[
                run_id.into(),
                chunk.into(),
                attempt.into(),
                text::text(error),
                last.into(),
            ],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot note the failed attempt"))
}

/// Takes the rejects of an earlier attempt at a chunk away.
pub(crate) fn forget_rejects(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    chunk: u64,
) -> Result<()> {
    database
        .execute(
            &ledger.sql("DELETE FROM {reject} WHERE run_id = ?1 AND chunk = ?2"),
            values![run_id, chunk],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot take older rejected rows away"))
}

/// Writes rejects of a chunk behind `before` others.
pub(crate) fn rejects(
    ledger: &Ledger,
    database: &mut Database,
    place: Place<'_>,
    before: u64,
    rows: &[RejectRow],
) -> Result<()> {
    let insert = ledger.sql(
        "INSERT INTO {reject} (run_id, chunk, number, source_file, source_line, business_key, \
         column_name, value, reason, row, rejected_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    );
    let now = clock::text(clock::now());
    fn row<'v>(number: u64, row: &'v RejectRow, place: Place<'_>, now: &'v str) -> Vec<Value<'v>> {
        vec![
            place.run_id.into(),
            place.chunk.into(),
            number.into(),
            text::optional(row.file.as_deref()),
            row.line.into(),
            text::optional(row.key.as_deref()),
            text::optional(row.column.as_deref()),
            text::optional(row.value.as_deref()),
            text::text(&row.reason),
            // JSON writes what cannot be written as an escape, and its length was seen to when it
            // was made.
            row.row
                .as_deref()
                .map(text::shown)
                .map_or(Value::Null, Value::Text),
            now.into(),
        ]
    }
    database
        .execute_each(
            &insert,
            (before + 1..)
                .zip(rows)
                .map(|(number, reject)| row(number, reject, place, &now)),
        )
        .map_err(|error| fault(error, "cannot write the rejected rows"))
}

/// Rejected rows of the run's committed chunks.
pub(crate) fn rejected(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<u64> {
    let sql = ledger.sql(
        "SELECT CAST(coalesce(sum(rejected), 0) AS bigint) FROM {chunk} WHERE run_id = ?1 AND \
         status = 'DONE'",
    );
    database
        .query_row(&sql, values![run_id], |row| row.get(0))
        .map_err(|error| fault(error, "cannot count the rejected rows"))
}

/// Adds to a chunk's rows whose key could not be computed.
pub(crate) fn more_keyless(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    chunk: u64,
    rows: u64,
) -> Result<()> {
    database
        .execute(
            &ledger
                .sql("UPDATE {chunk} SET keyless = keyless + ?3 WHERE run_id = ?1 AND chunk = ?2"),
            values![run_id, chunk, rows],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot note rows without a key"))
}

/// A few rejected rows of the run, for an error.
pub(crate) fn first_rejects(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
) -> Result<Vec<RejectRow>> {
    let sql = ledger.sql(
        "SELECT source_file, source_line, business_key, column_name, value, reason FROM {reject} \
         WHERE run_id = ?1
         ORDER BY chunk, number LIMIT 3",
    );
    let read = |row: &Record| {
        Ok(RejectRow {
            file: row.get(0)?,
            line: row.get(1)?,
            key: row.get(2)?,
            column: row.get(3)?,
            value: row.get(4)?,
            reason: row.get(5)?,
            row: None,
        })
    };
    database
        .query(&sql, values![run_id], read)
        .map_err(|error| fault(error, "cannot read the rejected rows"))
}

/// Unfiltered rows of the run whose key could not be computed.
pub(crate) fn keyless(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<u64> {
    let sql = ledger.sql(
        "SELECT CAST(coalesce(sum(keyless), 0) AS bigint) FROM {chunk} WHERE run_id = ?1 AND \
         status = 'DONE'",
    );
    database
        .query_row(&sql, values![run_id], |row| row.get(0))
        .map_err(|error| fault(error, "cannot count rows without a key"))
}

/// Notes keys of the chunk that the source does not hold.
pub(crate) fn missing<'k>(
    ledger: &Ledger,
    database: &mut Database,
    place: Place<'_>,
    keys: impl Iterator<Item = (&'k [u8], &'k [u8])>,
) -> Result<()> {
    let sql = ledger.sql(
        "INSERT INTO {missing} (run_id, chunk, business_key, written, epoch) VALUES (?1, ?2, ?3, \
         ?4, ?5)",
    );
    let rows = keys.map(|(key, written)| {
        values![place.run_id, place.chunk, key, written, place.epoch].to_vec()
    });
    database
        .execute_each(&sql, rows)
        .map_err(|error| fault(error, "cannot note the missing keys"))
}

/// How many keys of the run are noted as missing.
pub(crate) fn count_missing(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<u64> {
    database
        .query_row(
            &ledger.sql("SELECT count(*) FROM {missing} WHERE run_id = ?1"),
            values![run_id],
            |row| row.get(0),
        )
        .map_err(|error| fault(error, "cannot count the missing keys"))
}

/// Chunks with missing keys that were noted from an older snapshot than the run's present one.
pub(crate) fn stale_missing(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    epoch: i64,
) -> Result<Vec<u64>> {
    let sql = ledger.sql(
        "SELECT DISTINCT chunk FROM {missing} WHERE run_id = ?1 AND epoch < ?2 ORDER BY chunk",
    );
    database
        .query(&sql, values![run_id, epoch], |row| row.get(0))
        .map_err(|error| fault(error, "cannot read the missing keys"))
}

/// Takes back that a key is missing. True if it was noted.
pub(crate) fn found(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    chunk: u64,
    key: &[u8],
) -> Result<bool> {
    let id = database.dialect().missing_key();
    let sql = ledger.sql(&format!(
        "DELETE FROM {{missing}} WHERE run_id = ?1 AND chunk = ?2 AND business_key = ?3{id}"
    ));
    database
        .execute(&sql, values![run_id, chunk, key])
        .map(|rows| rows > 0)
        .map_err(|error| fault(error, "cannot take back a missing key"))
}
