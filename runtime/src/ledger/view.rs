//! The ledger as people and schedulers ask it: what runs, what ran, what was rejected, and please
//! stop. Nothing here creates or changes a table; `stop` adds one row.

use std::time::Duration;

use serde::Serialize;

use super::Ledger;
use crate::clock;
use crate::connections::Connection;
use crate::database::{Database, Fault, Record, fault, values};
use crate::error::{Error, Result};
use crate::report::Counts;

/// A run whose heartbeat is older than this is most likely dead: a living one beats every second or
/// so.
const SILENCE: Duration = Duration::from_secs(30);

/// The ledger of one database, opened for reading.
pub(crate) struct View {
    database: Database,
    ledger: Ledger,
    /// What is asked of runs: an older ledger has no column for some of it.
    runs: String,
}

/// One run as the ledger tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RunView {
    pub(crate) run_id: i64,
    pub(crate) job: String,
    pub(crate) target: String,
    pub(crate) status: String,
    pub(crate) message: Option<String>,
    pub(crate) effective_at: String,
    pub(crate) started_at: String,
    pub(crate) heartbeat_at: String,
    pub(crate) finished_at: Option<String>,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    pub(crate) chunks_done: u64,
    /// `None` until the plan is made.
    pub(crate) chunks_total: Option<u64>,
    pub(crate) workers: Option<u64>,
    pub(crate) retries: u64,
    pub(crate) resumes: u64,
    /// Host and process.
    pub(crate) holder: String,
    /// Someone asked it to stop.
    pub(crate) stop_requested: bool,
    /// The run that took its place.
    pub(crate) superseded_by: Option<i64>,
    /// When all its rows were in. Steps may have followed.
    pub(crate) closed_at: Option<String>,
}

/// One rejected row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RejectView {
    pub(crate) run_id: i64,
    pub(crate) chunk: u64,
    pub(crate) source_file: Option<String>,
    pub(crate) source_line: Option<i64>,
    pub(crate) business_key: Option<String>,
    pub(crate) column_name: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) reason: String,
    /// The source row, where `rejects.store` keeps it.
    pub(crate) row: Option<serde_json::Value>,
}

impl View {
    /// Opens the ledger beside the target; `None` where no run has made one yet.
    pub(crate) fn open(target: &Connection) -> Result<Option<View>> {
        let ledger = ledger(target)?;
        let Some(mut database) = target.database()?.reader(ASKING)? else {
            return Ok(None);
        };
        let Some(found) = ledger.usable(&mut database)? else {
            return Ok(None);
        };
        let runs = if found.version < 2 {
            RUNS.replace("r.superseded_by, r.closed_at", "NULL, NULL")
        } else {
            RUNS.to_owned()
        };
        Ok(Some(View {
            database,
            ledger,
            runs,
        }))
    }

    /// The job's latest runs, newest first.
    pub(crate) fn runs(&mut self, job: &str, limit: u32) -> Result<Vec<RunView>> {
        let sql = self.ledger.sql(&format!(
            "{} WHERE r.job = ?1 ORDER BY r.run_id DESC LIMIT ?2",
            self.runs
        ));
        self.database
            .query(&sql, values![job, limit], run_view)
            .map_err(|error| fault(error, "cannot read the ledger's runs"))
    }

    /// The latest run of each of the job's targets, newest first: the name of a table may have
    /// params.
    pub(crate) fn latest_of_each_target(&mut self, job: &str) -> Result<Vec<RunView>> {
        self.runs_where(
            "r.run_id IN (SELECT max(run_id) FROM {run} WHERE job = ?1 GROUP BY target)",
            job,
        )
    }

    /// Whether the job has loaded several targets.
    pub(crate) fn has_several_targets(&mut self, job: &str) -> Result<bool> {
        let sql = self
            .ledger
            .sql("SELECT count(DISTINCT target) > 1 FROM {run} WHERE job = ?1");
        self.database
            .query_row(&sql, values![job], |row| row.get(0))
            .map_err(|error| fault(error, "cannot count the targets in the ledger"))
    }

    /// The job's runs that go on, newest first: one a target at most, unless a process died.
    fn going_on(&mut self, job: &str) -> Result<Vec<RunView>> {
        self.runs_where("r.status = 'RUNNING'", job)
    }

    fn runs_where(&mut self, predicate: &str, job: &str) -> Result<Vec<RunView>> {
        let sql = self.ledger.sql(&format!(
            "{} WHERE r.job = ?1 AND {predicate} ORDER BY r.run_id DESC",
            self.runs
        ));
        self.database
            .query(&sql, values![job], run_view)
            .map_err(|error| fault(error, "cannot read the ledger's runs"))
    }

    /// The job's latest run.
    pub(crate) fn latest(&mut self, job: &str) -> Result<Option<RunView>> {
        Ok(self.runs(job, 1)?.pop())
    }

    /// One of the job's runs.
    pub(crate) fn run(&mut self, job: &str, run_id: i64) -> Result<Option<RunView>> {
        let sql = self
            .ledger
            .sql(&format!("{} WHERE r.job = ?1 AND r.run_id = ?2", self.runs));
        self.database
            .query_optional(&sql, values![job, run_id], run_view)
            .map_err(|error| fault(error, format!("cannot read run {run_id} in the ledger")))
    }

    /// Rows that a run rejected, in the order of chunks and rows, and how many the ledger keeps in
    /// all.
    pub(crate) fn rejects(&mut self, run_id: i64, limit: u32) -> Result<(Vec<RejectView>, u64)> {
        const REJECTS: &str = "SELECT run_id, chunk, source_file, source_line, business_key, \
                               column_name, value, reason, row FROM {reject} WHERE run_id = ?1 \
                               ORDER BY chunk, number LIMIT ?2";
        let mut read = || -> Result<(Vec<RejectView>, u64), Fault> {
            let rows = self.database.query(
                &self.ledger.sql(REJECTS),
                values![run_id, limit],
                reject_view,
            )?;
            let count = self
                .ledger
                .sql("SELECT count(*) FROM {reject} WHERE run_id = ?1");
            Ok((
                rows,
                self.database
                    .query_row(&count, values![run_id], |row| row.get(0))?,
            ))
        };
        read().map_err(|error| {
            fault(
                error,
                format!("cannot read the rejected rows of run {run_id}"),
            )
        })
    }
}

/// Asks all runs of the job that go on to stop at the next chunk boundary, whatever their targets;
/// gives them as they were before, newest first.
pub(crate) fn request_stop(target: &Connection, job: &str) -> Result<Vec<RunView>> {
    let runs = match View::open(target)? {
        Some(mut view) => view.going_on(job)?,
        None => Vec::new(),
    };
    if runs.is_empty() {
        return Ok(runs);
    }
    let ledger = ledger(target)?;
    let mut database = target.database()?.writer(ASKING)?;
    database.be_patient(true)?;
    let sql = ledger.sql(
        "INSERT INTO {control} (run_id, request, requested_by, requested_at) VALUES (?1, 'STOP', \
         ?2, ?3) ON CONFLICT (run_id) DO NOTHING",
    );
    for run in &runs {
        database
            .execute(
                &sql,
                values![run.run_id, &ledger.holder, clock::text(clock::now())],
            )
            .map_err(|error| fault(error, format!("cannot ask run {} to stop", run.run_id)))?;
    }
    Ok(runs)
}

impl RunView {
    /// How long ago the run was last heard of, where it is going on.
    pub(crate) fn silence(&self) -> Option<Duration> {
        if self.status != "RUNNING" {
            return None;
        }
        clock::parse(&self.heartbeat_at)
            .and_then(|heartbeat| (clock::now() - heartbeat).to_std().ok())
    }

    /// The ledger says that it runs, but nothing was heard of it for long.
    pub(crate) fn looks_dead(&self) -> bool {
        self.silence().is_some_and(|silence| silence > SILENCE)
    }

    /// Time from start to end, or to the last sign of life.
    pub(crate) fn elapsed(&self) -> Option<Duration> {
        let end = self.finished_at.as_deref().unwrap_or(&self.heartbeat_at);
        let (start, end) = (clock::parse(&self.started_at)?, clock::parse(end)?);
        (end - start).to_std().ok()
    }
}

/// What the session calls itself to the server.
const ASKING: &str = "loadwright ledger";

fn ledger(target: &Connection) -> Result<Ledger> {
    let place = target.place().database();
    let place = place.ok_or_else(|| {
        Error::usage(format!(
            "`{}` is a folder of files: it holds no ledger",
            target.name()
        ))
    })?;
    Ok(Ledger::new(place.dialect(), place.ledger(), String::new()))
}

const RUNS: &str = "SELECT r.run_id, r.job, r.target, r.status, r.message, r.effective_at, \
                    r.started_at, r.heartbeat_at, r.finished_at, r.rows_read, r.inserted, \
                    r.versioned, r.updated, r.closed, r.unchanged, r.filtered, r.rejected, \
                    r.duplicates, r.chunks_done, r.chunks_total, r.workers, r.retries, r.resumes, \
                    r.holder, c.run_id IS NOT NULL, r.superseded_by, r.closed_at FROM {run} r \
                    LEFT JOIN {control} c ON c.run_id = r.run_id";

fn run_view(row: &Record) -> Result<RunView, Fault> {
    Ok(RunView {
        run_id: row.get(0)?,
        job: row.get(1)?,
        target: row.get(2)?,
        status: row.get(3)?,
        message: row.get(4)?,
        effective_at: row.get(5)?,
        started_at: row.get(6)?,
        heartbeat_at: row.get(7)?,
        finished_at: row.get(8)?,
        counts: Counts {
            rows_read: row.get(9)?,
            inserted: row.get(10)?,
            versioned: row.get(11)?,
            updated: row.get(12)?,
            closed: row.get(13)?,
            unchanged: row.get(14)?,
            filtered: row.get(15)?,
            rejected: row.get(16)?,
            duplicates: row.get(17)?,
        },
        chunks_done: row.get(18)?,
        chunks_total: row.get(19)?,
        workers: row.get(20)?,
        retries: row.get(21)?,
        resumes: row.get(22)?,
        holder: row.get(23)?,
        stop_requested: row.get(24)?,
        superseded_by: row.get(25)?,
        closed_at: row.get(26)?,
    })
}

fn reject_view(row: &Record) -> Result<RejectView, Fault> {
    Ok(RejectView {
        run_id: row.get(0)?,
        chunk: row.get(1)?,
        source_file: row.get(2)?,
        source_line: row.get(3)?,
        business_key: row.get(4)?,
        column_name: row.get(5)?,
        value: row.get(6)?,
        reason: row.get(7)?,
        row: row
            .get::<Option<String>>(8)?
            .map(|text| serde_json::from_str(&text).unwrap_or_else(|_| text.into())),
    })
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::connections::LedgerPlace;

    struct Warehouse {
        folder: tempfile::TempDir,
        target: Connection,
    }

    impl Warehouse {
        fn new(prefix: &str) -> Warehouse {
            let folder = tempfile::tempdir().unwrap();
            let ledger = LedgerPlace {
                schema: "main".into(),
                prefix: prefix.into(),
                keep_runs_days: None,
                keep_rejects_days: None,
            };
            let target = Connection::sqlite("warehouse", folder.path().join("w.db"), ledger);
            Warehouse { folder, target }
        }

        fn database(&self) -> rusqlite::Connection {
            rusqlite::Connection::open(self.folder.path().join("w.db")).unwrap()
        }

        fn with_ledger(prefix: &str) -> Warehouse {
            let warehouse = Warehouse::new(prefix);
            ledger(&warehouse.target)
                .unwrap()
                .prepare(&mut Database::new(warehouse.database()), true)
                .unwrap();
            warehouse
        }

        fn run(&self, prefix: &str, job: &str, status: &str, heartbeat: &str) {
            self.database()
                .execute(
                    &format!(
                        "INSERT INTO {prefix}run (job, target, status, effective_at, started_at, \
                         heartbeat_at, initial, current_keys,
                                settings, params, spec_digest, runtime_format, source_fingerprint, \
                         target_fingerprint, holder, rows_read,
                                inserted, chunks_done, chunks_total)
                         VALUES (?1, 'main.t', ?2, '2013-06-30T00:00:00.000000Z', \
                         '2013-06-30T00:00:00.000000Z', ?3, 0, 0, '{{}}', '{{}}',
                                 'd', 1, 's', 't', 'process 7 on h', 5, 5, 1, 2)"
                    ),
                    rusqlite::params![job, status, heartbeat],
                )
                .unwrap();
        }
    }

    const OLD: &str = "2013-06-30T00:01:05.000000Z";

    #[test]
    fn a_missing_database_or_ledger_is_no_error_and_is_not_made() {
        let warehouse = Warehouse::new("lw_");
        assert!(View::open(&warehouse.target).unwrap().is_none());
        assert_eq!(request_stop(&warehouse.target, "a").unwrap(), []);
        assert!(!warehouse.folder.path().join("w.db").exists());
        warehouse
            .database()
            .execute_batch("CREATE TABLE t (x)")
            .unwrap();
        assert!(View::open(&warehouse.target).unwrap().is_none());
    }

    #[test]
    fn runs_are_the_job_s_own_newest_first_under_any_prefix() {
        for prefix in ["lw_", "etl_"] {
            let warehouse = Warehouse::with_ledger(prefix);
            for (job, status) in [("a", "FAILED"), ("b", "SUCCEEDED"), ("a", "SUCCEEDED")] {
                warehouse.run(prefix, job, status, OLD);
            }
            let mut view = View::open(&warehouse.target).unwrap().unwrap();
            let mut ids = |limit| {
                view.runs("a", limit)
                    .unwrap()
                    .iter()
                    .map(|run| run.run_id)
                    .collect::<Vec<_>>()
            };
            assert_eq!((ids(10), ids(1)), (vec![3, 1], vec![3]));
            let latest = view.latest("a").unwrap().unwrap();
            assert_eq!(
                (
                    latest.status.as_str(),
                    latest.counts.inserted,
                    latest.chunks_total
                ),
                ("SUCCEEDED", 5, Some(2))
            );
            assert_eq!(
                (latest.silence(), latest.elapsed()),
                (None, Some(Duration::from_secs(65)))
            );
            assert!(
                view.run("a", 2).unwrap().is_none(),
                "run 2 is another job's"
            );
            assert!(view.latest("c").unwrap().is_none());
        }
    }

    #[test]
    fn a_stop_is_asked_once_and_only_of_a_run_that_goes_on() {
        let warehouse = Warehouse::with_ledger("lw_");
        warehouse.run("lw_", "a", "SUCCEEDED", OLD);
        assert_eq!(request_stop(&warehouse.target, "a").unwrap(), []);
        warehouse.run("lw_", "a", "RUNNING", &clock::text(clock::now()));
        for already in [false, true] {
            let runs = request_stop(&warehouse.target, "a").unwrap();
            let [run] = &runs[..] else { panic!("{runs:?}") };
            assert_eq!(
                (run.run_id, run.stop_requested, run.looks_dead()),
                (2, already, false)
            );
        }
        let requests: (i64, String) = warehouse
            .database()
            .query_row(
                "SELECT count(*), max(request) FROM lw_control WHERE run_id = 2",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert_eq!(requests, (1, "STOP".to_owned()));
    }

    #[test]
    fn runs_on_all_targets_of_a_job_are_seen_and_asked_to_stop() {
        let warehouse = Warehouse::with_ledger("lw_");
        let now = clock::text(clock::now());
        for (job, status) in [
            ("a", "RUNNING"),
            ("a", "SUCCEEDED"),
            ("b", "RUNNING"),
            ("a", "RUNNING"),
            ("a", "FAILED"),
        ] {
            warehouse.run("lw_", job, status, &now);
        }
        let mut view = View::open(&warehouse.target).unwrap().unwrap();
        assert!(!view.has_several_targets("a").unwrap());
        warehouse
            .database()
            .execute_batch(
                "UPDATE lw_run SET target = 'main.t_us' WHERE run_id = 1; UPDATE lw_run SET \
                 target = 'main.t_eu' WHERE run_id IN (2, 4)",
            )
            .unwrap();
        let ids = |runs: &[RunView]| runs.iter().map(|run| run.run_id).collect::<Vec<_>>();
        assert!(view.has_several_targets("a").unwrap());
        assert!(!view.has_several_targets("b").unwrap());
        let latest = view.latest_of_each_target("a").unwrap();
        assert_eq!(ids(&latest), [5, 4, 1]);
        let asked = request_stop(&warehouse.target, "a").unwrap();
        assert_eq!(ids(&asked), [4, 1]);
        let latest = view.latest_of_each_target("a").unwrap();
        let requested: Vec<bool> = latest.iter().map(|run| run.stop_requested).collect();
        assert_eq!(requested, [false, true, true]);
        assert!(!view.latest("b").unwrap().unwrap().stop_requested);
    }

    #[test]
    fn a_run_that_was_not_heard_of_for_long_looks_dead() {
        let warehouse = Warehouse::with_ledger("lw_");
        warehouse.run("lw_", "a", "RUNNING", OLD);
        let run = View::open(&warehouse.target)
            .unwrap()
            .unwrap()
            .latest("a")
            .unwrap()
            .unwrap();
        assert!(
            run.looks_dead()
                && run
                    .silence()
                    .is_some_and(|silence| silence > Duration::from_secs(86_400))
        );
    }

    #[test]
    fn rejects_come_in_order_with_the_row_as_an_object() {
        let warehouse = Warehouse::with_ledger("lw_");
        warehouse
            .database()
            .execute_batch(
                "INSERT INTO lw_reject (run_id, chunk, number, source_file, source_line, \
                 business_key, column_name, value, reason, row, rejected_at)
                 VALUES (1, 2, 1, 'b.csv', 9, 'B', 'alt', 'x', 'not an integer', NULL, ''),
                        (1, 1, 2, 'a.csv', 8, NULL, 'faa', NULL, 'NULL business key', \
                 '{\"faa\":null}', ''),
                        (1, 1, 1, 'a.csv', 3, 'A', 'alt', 'y', 'not an integer', 'cut {', ''),
                        (2, 1, 1, NULL, NULL, NULL, NULL, NULL, 'other run', NULL, '')",
            )
            .unwrap();
        let mut view = View::open(&warehouse.target).unwrap().unwrap();
        let (rows, in_all) = view.rejects(1, 2).unwrap();
        assert_eq!(in_all, 3);
        assert_eq!(
            rows.iter().map(|row| row.source_line).collect::<Vec<_>>(),
            [Some(3), Some(8)]
        );
        assert_eq!(
            rows[0].row,
            Some(serde_json::json!("cut {")),
            "a row that is no JSON is kept as text"
        );
        assert_eq!(rows[1].row, Some(serde_json::json!({"faa": null})));
    }
}
