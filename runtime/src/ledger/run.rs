//! `lw_run`: one row a run.

use std::ops::RangeInclusive;

use loadwright_types::bounds::DAYS_MAX;

use super::{FORMAT, Ledger, text};
use crate::clock;
use crate::database::{Database, Fault, Record, fault, values};
use crate::error::{Error, Result};
use crate::failpoint;
use crate::report::{Counts, Status};
use crate::value::TimestampTz;

/// What must be equal for an unfinished run to be resumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The job's name.
    pub(crate) job: String,
    /// Digest of the checked spec.
    pub(crate) spec_digest: String,
    /// The params, as JSON.
    pub(crate) params: String,
    /// Which source it was, and for files their contents.
    pub(crate) source_fingerprint: String,
    /// Which table it was, and its shape.
    pub(crate) target_fingerprint: String,
}

/// A new run, before it has a number.
#[derive(Debug)]
pub(crate) struct NewRun<'a> {
    pub(crate) identity: &'a Identity,
    pub(crate) effective_at: TimestampTz,
    pub(crate) started_at: TimestampTz,
    pub(crate) settings: String,
}

/// A run of the ledger.
#[derive(Debug, Clone)]
pub(crate) struct RunRow {
    pub(crate) run_id: i64,
    pub(crate) status: String,
    pub(crate) message: Option<String>,
    pub(crate) identity: Identity,
    pub(crate) format: i64,
    pub(crate) effective_at: String,
    pub(crate) started_at: String,
    pub(crate) heartbeat_at: String,
    pub(crate) before: Before,
    pub(crate) plan: Option<String>,
    pub(crate) epoch: i64,
    /// When its closing transaction was committed: since then all its rows are in.
    pub(crate) closed_at: Option<String>,
}

const COLUMNS: &str = "run_id, status, message, job, spec_digest, params, source_fingerprint, \
                       target_fingerprint, runtime_format, effective_at, started_at, \
                       heartbeat_at, initial, current_keys, plan, epoch, closed_at, scope_keys";

fn read(row: &Record) -> Result<RunRow, Fault> {
    Ok(RunRow {
        run_id: row.get(0)?,
        status: row.get(1)?,
        message: row.get(2)?,
        identity: Identity {
            job: row.get(3)?,
            spec_digest: row.get(4)?,
            params: row.get(5)?,
            source_fingerprint: row.get(6)?,
            target_fingerprint: row.get(7)?,
        },
        format: row.get(8)?,
        effective_at: row.get(9)?,
        started_at: row.get(10)?,
        heartbeat_at: row.get(11)?,
        before: Before {
            initial: row.get(12)?,
            current_keys: row.get(13)?,
            scope_keys: row.get(17)?,
        },
        plan: row.get(14)?,
        epoch: row.get(15)?,
        closed_at: row.get(16)?,
    })
}

/// The latest run on the target, whatever its job.
pub(crate) fn latest(ledger: &Ledger, database: &mut Database) -> Result<Option<RunRow>> {
    let sql = ledger.sql(&format!(
        "SELECT {COLUMNS} FROM {{run}} WHERE target = ?1 ORDER BY run_id DESC LIMIT 1"
    ));
    database
        .query_optional(&sql, values![&ledger.target], read)
        .map_err(|error| fault(error, "cannot read the ledger's latest run"))
}

/// The latest run of this job on the target, if all its rows are in and steps are left of it.
pub(crate) fn latest_with_steps(
    ledger: &Ledger,
    database: &mut Database,
    job: &str,
) -> Result<Option<RunRow>> {
    let sql = ledger.sql(&format!(
        "SELECT {COLUMNS} FROM {{run}} WHERE target = ?1 AND job = ?2 ORDER BY run_id DESC LIMIT 1"
    ));
    let latest = database.query_optional(&sql, values![&ledger.target, job], read);
    let latest = latest.map_err(|error| fault(error, "cannot read the job's latest run"))?;
    Ok(latest.filter(|latest| latest.is_closed() && latest.is_unfinished()))
}

/// Runs on the target whose rows never came to be all in, and that no other run took the place of.
pub(crate) fn unfinished(ledger: &Ledger, database: &mut Database) -> Result<Vec<i64>> {
    let sql = ledger.sql(
        "SELECT run_id FROM {run} WHERE target = ?1 AND closed_at IS NULL AND superseded_by IS \
         NULL
         AND status IN ('RUNNING', 'FAILED', 'STOPPED', 'REFUSED') ORDER BY run_id",
    );
    database
        .query(&sql, values![&ledger.target], |row| row.get(0))
        .map_err(|error| fault(error, "cannot read the ledger's unfinished runs"))
}

/// The run that this process opened at that moment, if it did: asked where the reply to that was
/// lost.
pub(crate) fn opened(
    ledger: &Ledger,
    database: &mut Database,
    started_at: TimestampTz,
) -> Result<Option<i64>> {
    let sql = ledger.sql(
        "SELECT max(run_id) FROM {run} WHERE target = ?1 AND holder = ?2 AND started_at = ?3 AND \
         status = 'RUNNING' AND plan IS NULL",
    );
    database
        .query_row(
            &sql,
            values![&ledger.target, &ledger.holder, clock::text(started_at)],
            |row| row.get(0),
        )
        .map_err(|error| fault(error, "cannot read the ledger's latest run"))
}

/// Opens a run and gives it its number, above `floor`.
pub(crate) fn insert(
    ledger: &Ledger,
    database: &mut Database,
    floor: i64,
    run: &NewRun<'_>,
) -> Result<i64> {
    let into = ledger.sql(
        "INSERT INTO {run} (run_id, job, target, status, effective_at, started_at, heartbeat_at, \
         settings, params, spec_digest,
                            runtime_format, source_fingerprint, target_fingerprint, holder)",
    );
    let number = ledger.dialect.next_run(&ledger.sql("{run}"), "?12");
    let sql = format!(
        "{into} VALUES ({number}, ?1, ?2, 'RUNNING', ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
         RETURNING run_id"
    );
    let identity = run.identity;
    let values = values![
        &identity.job,
        &ledger.target,
        clock::text(run.effective_at),
        clock::text(run.started_at),
        &run.settings,
        &identity.params,
        &identity.spec_digest,
        FORMAT,
        &identity.source_fingerprint,
        &identity.target_fingerprint,
        &ledger.holder,
        floor,
    ];
    database
        .query_row(&sql, values, |row| row.get(0))
        .map_err(|error| fault(error, "cannot open the run in the ledger"))
}

/// Marks an unfinished run as running again.
pub(crate) fn reopen(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    epoch: i64,
    settings: &str,
) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {run} SET status = 'RUNNING', message = NULL, finished_at = NULL, heartbeat_at = \
         ?2, holder = ?3, resumes = resumes + 1,
                          epoch = ?4, settings = ?5
         WHERE run_id = ?1",
    );
    database
        .execute(
            &sql,
            values![
                run_id,
                clock::text(clock::now()),
                &ledger.holder,
                epoch,
                settings
            ],
        )
        .and_then(|_| {
            database.execute(
                &ledger.sql("DELETE FROM {control} WHERE run_id = ?1"),
                values![run_id],
            )
        })
        .map(drop)
        .map_err(|error| fault(error, "cannot reopen the run in the ledger"))
}

/// Notes that another run took the place of older ones. One that died at its work is abandoned; how
/// others ended stands for ever.
pub(crate) fn supersede(
    ledger: &Ledger,
    database: &mut Database,
    runs: &[i64],
    by: i64,
) -> Result<()> {
    let mark = ledger.sql(
        "UPDATE {run} SET superseded_by = ?2, finished_at = coalesce(finished_at, ?3),
                          status = CASE WHEN status = 'RUNNING' THEN 'ABANDONED' ELSE status END
         WHERE run_id = ?1",
    );
    let forget = ledger.sql("DELETE FROM {missing} WHERE run_id = ?1");
    let now = clock::text(clock::now());
    runs.iter()
        .try_for_each(|run| {
            database
                .execute(&mark, values![*run, by, &now])
                .and_then(|_| database.execute(&forget, values![*run]))
                .map(drop)
        })
        .map_err(|error| fault(error, "cannot note what became of an older run"))
}

/// Leaves a run whose rows are all in, and whose last steps another run passed over. One that died
/// there has failed at them.
pub(crate) fn leave(ledger: &Ledger, database: &mut Database, run_id: i64, by: i64) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {run} SET superseded_by = ?2, finished_at = coalesce(finished_at, ?3),
                          message = CASE WHEN status = 'RUNNING' THEN ?4 ELSE message END,
                          status = CASE WHEN status = 'RUNNING' THEN 'FAILED' ELSE status END
         WHERE run_id = ?1",
    );
    let message = "it ended when all its rows were in, before the steps behind them were done";
    database
        .execute(
            &sql,
            values![run_id, by, clock::text(clock::now()), message],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot note what became of an older run"))
}

/// What the target held when a run was planned.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Before {
    /// No row at all.
    pub(crate) initial: bool,
    /// Current rows.
    pub(crate) current_keys: u64,
    /// Those of them that can be missing; `None`: all can, or a program that did not count them
    /// planned the run.
    pub(crate) scope_keys: Option<u64>,
}

/// Notes what the target held when the run was planned.
pub(crate) fn measured(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    before: &Before,
) -> Result<()> {
    let sql = ledger
        .sql("UPDATE {run} SET initial = ?2, current_keys = ?3, scope_keys = ?4 WHERE run_id = ?1");
    database
        .execute(
            &sql,
            values![
                run_id,
                before.initial,
                before.current_keys,
                before.scope_keys
            ],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot note what the target holds"))
}

/// Notes the plan.
pub(crate) fn planned(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    plan: &str,
    chunks: u64,
) -> Result<()> {
    database
        .execute(
            &ledger.sql("UPDATE {run} SET plan = ?2, chunks_total = ?3 WHERE run_id = ?1"),
            values![run_id, plan, chunks],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot write the plan into the ledger"))
}

/// Refreshes heartbeat and totals: from the chunks' rows, never from attempts.
pub(crate) fn heartbeat(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    workers: usize,
    retries: u64,
) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {run} SET heartbeat_at = ?2, workers = ?3, retries = CASE WHEN retries < ?4 THEN \
         ?4 ELSE retries END,
            (rows_read, inserted, versioned, updated, unchanged, filtered, rejected, duplicates, \
         chunks_done) =
            (SELECT coalesce(sum(rows_read), 0), coalesce(sum(inserted), 0), \
         coalesce(sum(versioned), 0), coalesce(sum(updated), 0),
                    coalesce(sum(unchanged), 0), coalesce(sum(filtered), 0), \
         coalesce(sum(rejected), 0), coalesce(sum(duplicates), 0),
                    count(*)
             FROM {chunk} WHERE run_id = ?1 AND status = 'DONE')
         WHERE run_id = ?1",
    );
    database
        .execute(
            &sql,
            values![run_id, clock::text(clock::now()), workers, retries],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot write the heartbeat"))
}

/// All rows are in: noted in the closing transaction, and true for ever. The run's last word may
/// follow later.
pub(crate) fn closed(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    closed: u64,
) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {run} SET closed = closed + ?2, closed_at = ?3, heartbeat_at = ?3 WHERE run_id = \
         ?1",
    );
    database
        .execute(&sql, values![run_id, closed, clock::text(clock::now())])
        .map(drop)
        .map_err(|error| fault(error, "cannot close the run in the ledger"))
}

/// The run's last word; nothing is said after success.
pub(crate) fn finish(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
    status: Status,
    message: Option<&str>,
) -> Result<()> {
    let sql = ledger.sql(
        "UPDATE {run} SET status = ?2, message = ?3, finished_at = ?4, heartbeat_at = ?4
                          WHERE run_id = ?1 AND status <> 'SUCCEEDED'",
    );
    database
        .execute(
            &sql,
            &[
                run_id.into(),
                status.as_str().into(),
                text::optional(message),
                clock::text(clock::now()).into(),
            ],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot write how the run ended"))
}

/// What the ledger says of a run: rows by outcome, chunks in all, retries.
pub(crate) fn totals(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
) -> Result<(Counts, u64, u64)> {
    let sql = ledger.sql(
        "SELECT rows_read, inserted, versioned, updated, closed, unchanged, filtered, rejected, \
         duplicates, coalesce(chunks_total, 0), retries
         FROM {run} WHERE run_id = ?1",
    );
    database
        .query_row(&sql, values![run_id], |row| {
            let counts = Counts {
                rows_read: row.get(0)?,
                inserted: row.get(1)?,
                versioned: row.get(2)?,
                updated: row.get(3)?,
                closed: row.get(4)?,
                unchanged: row.get(5)?,
                filtered: row.get(6)?,
                rejected: row.get(7)?,
                duplicates: row.get(8)?,
            };
            Ok((counts, row.get(9)?, row.get(10)?))
        })
        .map_err(|error| fault(error, "cannot read the run's totals"))
}

/// Whether the run's last word was success.
pub(crate) fn has_succeeded(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<bool> {
    database
        .query_row(
            &ledger.sql("SELECT status = 'SUCCEEDED' FROM {run} WHERE run_id = ?1"),
            values![run_id],
            |row| row.get(0),
        )
        .map_err(|error| fault(error, "cannot read how the run ended"))
}

/// Whether the run's closing transaction is committed.
pub(crate) fn is_closed(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<bool> {
    database
        .query_row(
            &ledger.sql("SELECT closed_at IS NOT NULL FROM {run} WHERE run_id = ?1"),
            values![run_id],
            |row| row.get(0),
        )
        .map_err(|error| fault(error, "cannot read whether the run is closed"))
}

/// Whether the run's plan is made.
pub(crate) fn is_planned(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<bool> {
    database
        .query_row(
            &ledger.sql("SELECT plan IS NOT NULL FROM {run} WHERE run_id = ?1"),
            values![run_id],
            |row| row.get(0),
        )
        .map_err(|error| fault(error, "cannot read whether the run is planned"))
}

/// Chunks of the plan that are not done. Those that were, and are not any more, went with commits
/// that a server lost.
pub(crate) fn chunks_left(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<u64> {
    let sql = ledger.sql(
        "SELECT coalesce(chunks_total, 0) - (SELECT count(*) FROM {chunk} c WHERE c.run_id = ?1 \
         AND c.status = 'DONE')
         FROM {run} WHERE run_id = ?1",
    );
    let left: i64 = database
        .query_row(&sql, values![run_id], |row| row.get(0))
        .map_err(|error| fault(error, "cannot count the chunks that are done"))?;
    Ok(u64::try_from(left).unwrap_or(0))
}

/// Rows that the run's committed chunks inserted.
pub(crate) fn inserted(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<u64> {
    let sql = ledger.sql(
        "SELECT CAST(coalesce(sum(inserted), 0) AS bigint) FROM {chunk} WHERE run_id = ?1 AND \
         status = 'DONE'",
    );
    database
        .query_row(&sql, values![run_id], |row| row.get(0))
        .map_err(|error| fault(error, "cannot count the rows that a run inserted"))
}

/// The runs on the target in this range whose committed chunks wrote rows.
pub(crate) fn that_wrote(
    ledger: &Ledger,
    database: &mut Database,
    first: i64,
    last: i64,
) -> Result<Vec<i64>> {
    let sql = ledger.sql(
        "SELECT r.run_id FROM {run} r WHERE r.target = ?1 AND r.run_id BETWEEN ?2 AND ?3 AND EXISTS \
         (SELECT 1 FROM {chunk} c WHERE c.run_id = r.run_id AND c.status = 'DONE' AND c.inserted + \
         c.versioned + c.updated > 0)",
    );
    database
        .query(&sql, values![&ledger.target, first, last], |row| row.get(0))
        .map_err(|error| fault(error, "cannot look for the runs that wrote rows"))
}

/// A run that had an effective time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RunAt {
    pub(crate) run_id: i64,
    /// All its rows are in.
    pub(crate) closed: bool,
    /// Chunks of it wrote to the target.
    pub(crate) wrote: bool,
    /// Rows that its chunks inserted, versions among them.
    pub(crate) rows: u64,
    /// It was a first load: all that it did to the target was to insert rows.
    pub(crate) initial: bool,
    /// Current rows of the target when it was planned.
    pub(crate) current_keys: u64,
}

/// The runs on the target whose effective time was one of these.
pub(crate) fn effective_within(
    ledger: &Ledger,
    database: &mut Database,
    times: &RangeInclusive<TimestampTz>,
) -> Result<Vec<RunAt>> {
    let sql = ledger.sql(
        "SELECT run_id, closed_at IS NOT NULL OR status = 'SUCCEEDED',
                EXISTS (SELECT 1 FROM {chunk} c WHERE c.run_id = r.run_id AND c.inserted + \
         c.versioned + c.updated > 0), initial, current_keys,
                (SELECT CAST(coalesce(sum(c.inserted + c.versioned), 0) AS BIGINT) FROM {chunk} c WHERE \
         c.run_id = r.run_id AND c.status = 'DONE')
         FROM {run} r WHERE target = ?1 AND effective_at BETWEEN ?2 AND ?3 ORDER BY run_id",
    );
    let read = |row: &Record| {
        Ok(RunAt {
            run_id: row.get(0)?,
            closed: row.get(1)?,
            wrote: row.get(2)?,
            initial: row.get(3)?,
            current_keys: row.get(4)?,
            rows: row.get(5)?,
        })
    };
    database
        .query(
            &sql,
            values![
                &ledger.target,
                clock::text(*times.start()),
                clock::text(*times.end())
            ],
            read,
        )
        .map_err(|error| fault(error, "cannot read the runs of an effective time"))
}

/// A run on the target with a higher number than this whose rows are all in, if there is one.
pub(crate) fn closed_since(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
) -> Result<Option<i64>> {
    let sql = ledger.sql(
        "SELECT min(run_id) FROM {run} WHERE target = ?1 AND run_id > ?2 AND (closed_at IS NOT \
         NULL OR status = 'SUCCEEDED')",
    );
    database
        .query_row(&sql, values![&ledger.target, run_id], |row| row.get(0))
        .map_err(|error| fault(error, "cannot read the runs that were closed since"))
}

/// Takes the notes of missing keys away: they are dealt with.
pub(crate) fn forget_missing(ledger: &Ledger, database: &mut Database, run_id: i64) -> Result<()> {
    database
        .execute(
            &ledger.sql("DELETE FROM {missing} WHERE run_id = ?1"),
            values![run_id],
        )
        .map(drop)
        .map_err(|error| fault(error, "cannot take the notes of missing keys away"))
}

/// Whether someone asked the run to stop.
pub(crate) fn stop_requested(
    ledger: &Ledger,
    database: &mut Database,
    run_id: i64,
) -> Result<bool> {
    database
        .query_row(
            &ledger.sql("SELECT count(*) FROM {control} WHERE run_id = ?1 AND request = 'STOP'"),
            values![run_id],
            |row| row.get::<i64>(0),
        )
        .map(|count| count > 0)
        .map_err(|error| fault(error, "cannot read stop requests"))
}

/// Takes runs and rejects out of the ledger that are older than they are to be kept.
pub(crate) fn expire(
    ledger: &Ledger,
    database: &mut Database,
    runs_days: Option<u32>,
    rejects_days: Option<u32>,
) -> Result<()> {
    let before = |days: u32| {
        clock::text(clock::now() - chrono::Duration::days(i64::from(days).min(DAYS_MAX as i64)))
    };
    let of_old_runs =
        "WHERE run_id IN (SELECT run_id FROM {run} WHERE target = ?1 AND finished_at < ?2)";
    let expiring = |error| fault(error, "cannot take old runs out of the ledger");
    // In one piece: a run without its chunks would tell counts that nothing bears out.
    let mut transaction = database.transaction().map_err(expiring)?;
    let expire = |database: &mut Database| -> Result<(), Fault> {
        if let Some(days) = rejects_days {
            database.execute(
                &ledger.sql(&format!("DELETE FROM {{reject}} {of_old_runs}")),
                values![&ledger.target, before(days)],
            )?;
        }
        if let Some(days) = runs_days {
            for table in ["reject", "chunk", "control", "missing", "step"] {
                database.execute(
                    &ledger.sql(&format!("DELETE FROM {{{table}}} {of_old_runs}")),
                    values![&ledger.target, before(days)],
                )?;
            }
            let sql = ledger.sql(
                "DELETE FROM {run} WHERE target = ?1 AND finished_at < ?2 AND status <> 'RUNNING'",
            );
            database.execute(&sql, values![&ledger.target, before(days)])?;
        }
        Ok(())
    };
    expire(&mut transaction).map_err(expiring)?;
    failpoint::reach("expire.before_commit")?;
    transaction.commit().map_err(expiring)
}

impl RunRow {
    /// It has not come to its end: it runs, died, failed, or was stopped.
    pub(crate) fn is_unfinished(&self) -> bool {
        matches!(self.status.as_str(), "RUNNING" | "FAILED" | "STOPPED")
    }

    /// All its rows are in.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed_at.is_some()
    }

    /// Its effective time.
    pub(crate) fn effective(&self) -> Result<TimestampTz> {
        clock::parse(&self.effective_at).ok_or_else(|| {
            Error::failed(format!(
                "run {} in the ledger has an unreadable effective time",
                self.run_id
            ))
        })
    }
}
