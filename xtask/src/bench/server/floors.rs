//! What `psql` and SQL alone need for the same.

use std::process::Stdio;
use std::time::Instant;

use super::{COLUMNS, Cost, Job, Server};
use crate::Result;
use crate::bench::measure::Needed;

/// Ways to load the changes by SQL in the server. Both compare column by column and write only what
/// differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    /// As it stands in textbooks: a statement to close or update what differs, one for what is
    /// gone, one for what is new.
    Textbook,
    /// Tuned by hand: one join finds all that differs, and the others work on its result.
    Tuned,
}

impl Merge {
    pub(super) const ALL: [Merge; 2] = [Merge::Textbook, Merge::Tuned];

    pub(super) fn title(self) -> &'static str {
        match self {
            Merge::Textbook => "SQL in the server, a statement for each kind of change",
            Merge::Tuned => "SQL in the server, tuned by hand",
        }
    }

    fn sql(self, type2: bool) -> String {
        let compared = COLUMNS.split(", ").skip(1);
        let pairs: Vec<String> = compared
            .clone()
            .map(|name| format!("t.{name} IS DISTINCT FROM s.{name}"))
            .collect();
        let differs = pairs.join(" OR ");
        let prefixed = |alias: &str| {
            compared
                .clone()
                .map(|name| format!("{alias}.{name}"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (t, s) = (prefixed("t"), prefixed("s"));
        let gone = "NOT EXISTS (SELECT 1 FROM source.customer s WHERE s.c_custkey = t.c_custkey)";
        let statements = match (self, type2) {
            (Merge::Textbook, true) => format!(
                "UPDATE dw.merged t SET valid_to = now(), is_current = false FROM source.customer \
                 s
                   WHERE t.c_custkey = s.c_custkey AND t.is_current AND ({differs});
                 UPDATE dw.merged t SET valid_to = now(), is_current = false WHERE t.is_current \
                 AND {gone};
                 INSERT INTO dw.merged ({COLUMNS}, valid_from, valid_to, is_current)
                   SELECT {COLUMNS}, now(), '9999-12-31', true FROM source.customer s
                   WHERE NOT EXISTS (SELECT 1 FROM dw.merged t WHERE t.c_custkey = s.c_custkey AND \
                 t.is_current)"
            ),
            (Merge::Textbook, false) => format!(
                "UPDATE dw.merged t SET ({}) = ({s}) FROM source.customer s WHERE t.c_custkey = \
                 s.c_custkey AND ({differs});
                 DELETE FROM dw.merged t WHERE {gone};
                 INSERT INTO dw.merged ({COLUMNS}) SELECT {COLUMNS} FROM source.customer s
                   WHERE NOT EXISTS (SELECT 1 FROM dw.merged t WHERE t.c_custkey = s.c_custkey)",
                COLUMNS.trim_start_matches("c_custkey, ")
            ),
            (Merge::Tuned, true) => format!(
                "CREATE TEMP TABLE changed ON COMMIT DROP AS
                   SELECT s.*, t.c_custkey IS NOT NULL AS known FROM source.customer s
                   LEFT JOIN dw.merged t ON t.c_custkey = s.c_custkey AND t.is_current
                   WHERE t.c_custkey IS NULL OR ({t}) IS DISTINCT FROM ({s});
                 UPDATE dw.merged t SET valid_to = now(), is_current = false FROM changed c WHERE \
                 t.c_custkey = c.c_custkey AND t.is_current;
                 UPDATE dw.merged t SET valid_to = now(), is_current = false WHERE t.is_current \
                 AND {gone};
                 INSERT INTO dw.merged ({COLUMNS}, valid_from, valid_to, is_current)
                   SELECT {COLUMNS}, CASE WHEN known THEN now() ELSE '1900-01-01' END, \
                 '9999-12-31', true FROM changed"
            ),
            (Merge::Tuned, false) => format!(
                "CREATE TEMP TABLE changed ON COMMIT DROP AS
                   SELECT s.*, t.c_custkey IS NOT NULL AS known FROM source.customer s LEFT JOIN \
                 dw.merged t ON t.c_custkey = s.c_custkey
                   WHERE t.c_custkey IS NULL OR ({t}) IS DISTINCT FROM ({s});
                 UPDATE dw.merged t SET ({}) = ({s}) FROM changed s WHERE t.c_custkey = \
                 s.c_custkey AND s.known;
                 DELETE FROM dw.merged t WHERE {gone};
                 INSERT INTO dw.merged ({COLUMNS}) SELECT {COLUMNS} FROM changed WHERE NOT known",
                COLUMNS.trim_start_matches("c_custkey, ")
            ),
        };
        format!("BEGIN; {statements}; COMMIT")
    }
}

impl Server<'_> {
    /// The rows as the job makes them, of the source's state.
    fn made(&self, job: &Job) -> String {
        let hash = "decode(repeat('00', 25), 'hex')";
        match job.is_type2() {
            true => format!(
                "{COLUMNS}, '1900-01-01'::timestamptz, '9999-12-31'::timestamptz, true, {hash}, \
                 0::bigint"
            ),
            false => format!("{COLUMNS}, {hash}, 0::bigint"),
        }
    }

    fn columns(&self, job: &Job) -> String {
        let history = if job.is_type2() {
            ", valid_from, valid_to, is_current"
        } else {
            ""
        };
        format!("{COLUMNS}{history}, row_hash, load_id")
    }

    /// `COPY out | COPY in`, binary, into the same table with its indexes in place.
    pub(super) fn pipe(&self, job: &Job) -> Result<Cost> {
        let out = format!(
            "COPY (SELECT {} FROM source.customer) TO STDOUT (FORMAT binary)",
            self.made(job)
        );
        let into = format!(
            "COPY dw.pipe ({}) FROM STDIN (FORMAT binary)",
            self.columns(job)
        );
        self.cost(|| {
            let clock = Instant::now();
            let mut out = self.psql(&out).stdout(Stdio::piped()).spawn()?;
            let rows = out.stdout.take().ok_or("psql gives nothing")?;
            let status = self.psql(&into).stdin(rows).status()?;
            if !status.success() || !out.wait()?.success() {
                return Err("the pipe broke".into());
            }
            Ok(timed(clock))
        })
    }

    /// What must leave the server for a comparison elsewhere: the source's rows, and the target's
    /// keys and hashes.
    pub(super) fn copies(&self, job: &Job) -> Result<Cost> {
        let current = if job.is_type2() {
            " WHERE is_current"
        } else {
            ""
        };
        let statements = [
            "COPY source.customer TO STDOUT (FORMAT binary)".to_owned(),
            format!(
                "COPY (SELECT c_custkey, row_hash FROM dw.{}{current}) TO STDOUT (FORMAT binary)",
                job.table
            ),
        ];
        self.cost(|| {
            let clock = Instant::now();
            for sql in &statements {
                if !self.psql(sql).stdout(Stdio::null()).status()?.success() {
                    return Err("psql could not copy".into());
                }
            }
            Ok(timed(clock))
        })
    }

    pub(super) fn merge(&self, job: &Job, merge: Merge) -> Result<Cost> {
        let sql = merge.sql(job.is_type2());
        self.cost(|| {
            let clock = Instant::now();
            let status = self.psql(&sql).status()?;
            if status.success() {
                Ok(timed(clock))
            } else {
                Err("the merge failed".into())
            }
        })
    }
}

/// Of psql only the time is told.
fn timed(clock: Instant) -> Needed {
    Needed {
        seconds: clock.elapsed().as_secs_f64(),
        cpu_seconds: 0.0,
        peak_bytes: 0,
    }
}
