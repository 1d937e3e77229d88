//! Faults on purpose, between any two effects of a run. Without the feature `failpoints`, which no
//! job turns on, nothing of it is compiled.
//!
//! With it, `LOADWRIGHT_FAILPOINTS` says what happens where:
//! `chunk.committed=2*off->1*return(kill);close.committed=return(transient)`. The actions are those
//! of the `fail` crate (`off`, `sleep(ms)`, `panic`, with counts and percentages), and these of
//! `return`: `kill` ends the process as SIGKILL does, `transient` and `error` fail there, as a lost
//! connection or any other fault would.

#[cfg(not(feature = "failpoints"))]
use crate::error::Result;

/// A point: its name, and between which effects it stands.
pub type Point = (&'static str, &'static str);

/// Every point. A test holds the table to what the code reaches.
pub const POINTS: &[Point] = &[
    (
        "ledger.before_commit",
        "the ledger's tables are made or changed; not committed",
    ),
    (
        "ledger.created",
        "the ledger's tables are there; no lease is held",
    ),
    ("lease.locked", "the lock is held; the token is not raised"),
    ("lease.before_commit", "the token is raised; not committed"),
    (
        "lease.raised",
        "the token is raised; the session is not noted",
    ),
    ("lease.noted", "the lease is held; the run is not open"),
    (
        "file.digest",
        "a part of a source file is read for its digest",
    ),
    (
        "target.created",
        "the table is there; its special members are not",
    ),
    (
        "target.prepared",
        "the table and its special members are there; the run is not open",
    ),
    (
        "open.before_commit",
        "the run's row is written; not committed",
    ),
    ("open.committed", "the run is open; the reply may be lost"),
    ("reopen.before_commit", "the run is reopened; not committed"),
    (
        "reopen.committed",
        "the run is reopened; the reply may be lost",
    ),
    (
        "step.before_commit",
        "a step's statements and its row are written; not committed",
    ),
    ("step.committed", "a step is done; the reply may be lost"),
    ("step.failed", "what a step failed with is noted"),
    (
        "measure.before_commit",
        "what the target holds is noted; not committed",
    ),
    (
        "measure.committed",
        "what the target holds is noted; nothing is planned",
    ),
    (
        "indexes.unique",
        "the unique indexes of a table that holds rows are there; the others are not",
    ),
    (
        "source.opened",
        "the readers of the source see one state of it; nothing is planned",
    ),
    ("plan.before_commit", "the plan is written; not committed"),
    ("plan.committed", "the plan is made; no chunk has begun"),
    ("route.record", "a record is routed to its partition"),
    (
        "spill.write",
        "spilled records go from memory to a temporary file",
    ),
    ("spill.read", "spilled records are read again"),
    ("source.row", "a row of a chunk is read"),
    (
        "chunk.read",
        "the chunk is read and compared; nothing is written",
    ),
    ("chunk.begun", "the chunk's transaction is open"),
    (
        "chunk.aside",
        "a streamed chunk of SQLite's is read and put aside; its transaction is not open",
    ),
    (
        "chunk.streamed",
        "a part of a streamed chunk goes into its transaction, which is open",
    ),
    (
        "chunk.applied",
        "the chunk's rows are written; its ledger row is not",
    ),
    (
        "chunk.before_commit",
        "the chunk's ledger row is written and fenced; not committed",
    ),
    (
        "chunk.committed",
        "the chunk is done; the reply may be lost",
    ),
    ("chunk.failed", "what an attempt failed with is noted"),
    (
        "rejects.before_commit",
        "the rejects that end the run are written; not committed",
    ),
    (
        "rejects.committed",
        "the rejects that end the run are kept; it is not ended",
    ),
    (
        "recheck.before_commit",
        "missing keys are taken back; not committed",
    ),
    (
        "recheck.committed",
        "missing keys of one chunk are taken back; others are to come",
    ),
    ("heartbeat", "a second of the run has passed"),
    (
        "indexes.before",
        "all chunks are done; the unique indexes of a first load are not built",
    ),
    ("close.begun", "the closing transaction is open"),
    (
        "close.before_commit",
        "missing keys are closed and the run is marked; not committed",
    ),
    (
        "close.committed",
        "the run is closed; the reply may be lost",
    ),
    (
        "finish.before_commit",
        "all steps are done, and the run's last word is said; not committed",
    ),
    (
        "finish.committed",
        "the run's last word is said; the reply may be lost",
    ),
    (
        "expire.before_commit",
        "old runs are taken out of the ledger; not committed",
    ),
    (
        "failure.before_commit",
        "the last word of a run that failed is said; not committed",
    ),
    (
        "failure.committed",
        "the last word of a run that failed is said",
    ),
    (
        "after_failure.before_commit",
        "a hook of a failed run is executed; not committed",
    ),
    (
        "after_failure.committed",
        "a hook of a failed run is executed",
    ),
];

/// Passes the point, or does there what was asked for.
#[cfg(not(feature = "failpoints"))]
#[inline(always)]
#[allow(clippy::unnecessary_wraps, reason = "with the feature it may fail")]
pub(crate) fn reach(_: &'static str) -> Result<()> {
    Ok(())
}

#[cfg(feature = "failpoints")]
pub(crate) use on::reach;

#[cfg(feature = "failpoints")]
mod on {
    use std::sync::Once;

    use super::POINTS;
    use crate::error::{Error, Kind, Result};

    static CONFIGURED: Once = Once::new();

    /// The variable that says what happens where.
    const VARIABLE: &str = "LOADWRIGHT_FAILPOINTS";

    pub(crate) fn reach(point: &'static str) -> Result<()> {
        CONFIGURED.call_once(configure);
        fail::fail_point!(point, |argument| act(
            point,
            argument.as_deref().unwrap_or("error")
        ));
        Ok(())
    }

    /// A wrong word here would make a test that tests nothing.
    fn configure() {
        let Ok(text) = std::env::var(VARIABLE) else {
            return;
        };
        for part in text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let Some((name, actions)) = part.split_once('=') else {
                panic!("{VARIABLE}: `{part}` is not name=actions")
            };
            assert!(
                POINTS.iter().any(|(point, _)| *point == name),
                "{VARIABLE}: there is no point `{name}`"
            );
            if let Err(error) = fail::cfg(name, actions) {
                panic!("{VARIABLE}: {name}: {error}");
            }
        }
    }

    fn act(point: &str, what: &str) -> Result<()> {
        let told = format!("a fault on purpose at {point}");
        match what {
            "kill" => {
                // The library has no unsafe code to raise a signal with; the shell's own program
                // has.
                let _ = std::process::Command::new("kill")
                    .args(["-KILL", &std::process::id().to_string()])
                    .status();
                std::process::abort()
            }
            "transient" => Err(Error::new(Kind::Transient, told)),
            "error" => Err(Error::failed(told)),
            other => panic!(
                "{VARIABLE}: {point}: return({other}) is not known: kill, transient or error"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;
    use std::path::Path;

    use super::POINTS;

    fn reached(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                reached(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("failpoint.rs")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let names = text
                    .split("failpoint::reach(\"")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next());
                found.extend(names.map(str::to_owned));
            }
        }
    }

    #[test]
    fn the_table_has_the_points_that_the_code_reaches_and_no_others() {
        let mut found = BTreeSet::new();
        reached(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        let listed: BTreeSet<String> = POINTS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, listed);
        assert_eq!(listed.len(), POINTS.len(), "a point is listed twice");
    }
}
