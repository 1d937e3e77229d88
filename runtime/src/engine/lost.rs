//! What became of the rows of runs that loaded files: a file is passed over as loaded only where
//! the table still has what came of it.

use std::collections::BTreeMap;

use super::lease::fenced;
use super::session::Session;
use crate::database::{Database, fault, identifier, literal, values};
use crate::error::{Error, Result};
use crate::failpoint;
use crate::info::{From, LoadedFiles, TargetInfo, Write};
use crate::ledger::run::Written;
use crate::ledger::{file, run};
use crate::source::{AskLost, LostRuns};

/// The first form of runs whose hooks note what they took away.
const NOTES_HOOKS: i64 = 3;

/// Nobody asks: files count as the ledger has them.
pub(super) fn unasked<'a>() -> Box<AskLost<'a>> {
    Box::new(|_, _| Ok(LostRuns::new()))
}

/// Looks only.
pub(super) fn look<'a>(session: &'a Session<'_>) -> Box<AskLost<'a>> {
    Box::new(|database, asked| Ok(lost(session, database, asked)?.0))
}

/// Takes the files of runs whose rows are lost out of the ledger: a run that is resumed, or a
/// process that executes its chunks, must find the files that the run has found.
pub(super) fn forget<'a>(session: &'a Session<'_>, token: i64) -> Box<AskLost<'a>> {
    Box::new(move |database, asked| {
        let (lost, all) = lost(session, database, asked)?;
        let ledger = &session.ledger;
        if !lost.is_empty() {
            fenced(ledger, database, token, |database| {
                file::forget(ledger, database, session.info.name, &all)?;
                failpoint::reach("files.before_commit")
            })?;
            failpoint::reach("files.committed")?;
        }
        Ok(lost)
    })
}

/// A run's hooks took rows of these runs away, or moved them on, in this transaction: that is no
/// loss, and the files stay loaded.
pub(super) fn forgive(session: &Session<'_>, database: &mut Database) -> Result<()> {
    let info = session.info;
    let is_once = match info.source.from {
        From::File { files, .. } => {
            is_keyless_append(&info.target) || files.loaded == LoadedFiles::Skip
        }
        From::Table(_) | From::Query(_) => false,
    };
    if !is_once {
        return Ok(());
    }
    let runs = file::runs(&session.ledger, database, info.name)?;
    let gone: Vec<i64> = losses(session, database, &runs)?
        .into_iter()
        .map(|loss| loss.run)
        .collect();
    file::excuse(&session.ledger, database, info.name, &gone)
}

/// What the table does not hold any more of what a run wrote.
struct Loss {
    run: i64,
    /// Rows that it inserted, and those of them that are left.
    inserted: u64,
    held: u64,
    why: String,
}

/// Of the runs that are asked for those whose rows are lost as a whole, and all such runs: the
/// files of others may come back when the table does not tell any more. Files whose rows are lost
/// in part may neither be passed over nor loaded on top of what is left.
fn lost(
    session: &Session<'_>,
    database: &mut Database,
    asked: &[i64],
) -> Result<(LostRuns, Vec<i64>)> {
    let (mut lost, mut all) = (LostRuns::new(), Vec::new());
    if asked.is_empty() {
        return Ok((lost, all));
    }
    let runs = file::runs(&session.ledger, database, session.info.name)?;
    for loss in losses(session, database, &runs)? {
        let is_asked = asked.contains(&loss.run);
        if loss.held == 0 {
            all.push(loss.run);
            if is_asked {
                lost.insert(loss.run, loss.why);
            }
        } else if is_asked {
            return Err(partly_lost(session, &loss));
        }
    }
    Ok((lost, all))
}

/// Holds the table against what the ledger says that runs have written. Where rows carry the number
/// of their run they are counted; else only a table without any row tells.
fn losses(session: &Session<'_>, database: &mut Database, runs: &[i64]) -> Result<Vec<Loss>> {
    let (Some(first), Some(last)) = (runs.iter().min(), runs.iter().max()) else {
        return Ok(Vec::new());
    };
    let (target, info) = (&session.target, session.info);
    let hooks = &info.hooks;
    let has_hooks = !(hooks.before_run.is_empty() && hooks.after_success.is_empty());
    let mut written = run::written(&session.ledger, database, *first, *last)?;
    let state = if !target.exists(database)? {
        "is not there any more"
    } else {
        if has_hooks {
            // What hooks took away was not noted by older runtimes, and may be what is missing.
            written.retain(|_, written| written.format >= NOTES_HOOKS);
        }
        if target.is_empty(database)? {
            "is empty"
        } else {
            return counted(session, database, runs, &written);
        }
    };
    let mut lost: Vec<Loss> = Vec::new();
    for run in runs {
        let why = format!("{} {state}", target.name());
        let inserted = match written.get(run) {
            Some(written) if written.rows == 0 => continue,
            Some(written) => written.inserted,
            // Nothing is known of a run that the ledger does not keep any more.
            None if has_hooks => continue,
            None => 0,
        };
        lost.push(Loss {
            run: *run,
            inserted,
            held: 0,
            why,
        });
    }
    if info.target.write == Write::Replace {
        // The table never held but what the last of them wrote.
        lost.sort_by_key(|loss| loss.run);
        lost.drain(..lost.len().saturating_sub(1));
    }
    Ok(lost)
}

fn is_keyless_append(target: &TargetInfo) -> bool {
    target.key.is_empty() && target.write == Write::Append
}

/// The same by the rows that the table holds of each run: only of those that are added and never
/// written again, and carry its number.
fn counted(
    session: &Session<'_>,
    database: &mut Database,
    runs: &[i64],
    written: &BTreeMap<i64, Written>,
) -> Result<Vec<Loss>> {
    let info = &session.info.target;
    let (Some(column), Some(first), Some(last)) = (
        info.audit.inserted_run.filter(|_| is_keyless_append(info)),
        runs.iter().min(),
        runs.iter().max(),
    ) else {
        return Ok(Vec::new());
    };
    let held = held(session, database, column, *first, *last)?;
    let name = session.target.name();
    let loss = |run: &i64| {
        let inserted = written.get(run).map_or(0, |written| written.inserted);
        let held = held.get(run).copied().unwrap_or(0);
        (held < inserted).then(|| Loss {
            run: *run,
            inserted,
            held,
            why: format!("{name} holds none of the {inserted} rows that it inserted"),
        })
    };
    Ok(runs.iter().filter_map(loss).collect())
}

/// The rows of each of these runs that the table holds.
fn held(
    session: &Session<'_>,
    database: &mut Database,
    column: &str,
    first: i64,
    last: i64,
) -> Result<BTreeMap<i64, u64>> {
    let (table, column) = (session.target.quoted(), identifier(column));
    let sql = format!(
        "SELECT CAST({column} AS bigint), count(*) FROM {table} WHERE {column} BETWEEN ?1 AND ?2 \
         GROUP BY {column}"
    );
    let rows = database.query(&sql, values![first, last], |row| {
        Ok((row.get(0)?, row.get(1)?))
    });
    let rows = rows.map_err(|error| {
        let name = session.target.name();
        fault(error, format!("cannot count the runs' rows in {name}"))
    })?;
    Ok(rows.into_iter().collect())
}

fn partly_lost(session: &Session<'_>, loss: &Loss) -> Error {
    let Loss {
        run,
        inserted,
        held,
        ..
    } = loss;
    let (ledger, target) = (&session.ledger, &session.target);
    let column = session.info.target.audit.inserted_run.unwrap_or_default();
    Error::refused(format!(
        "{} holds {held} of the {inserted} rows that run {run} inserted: the files that it loaded \
         are neither there nor to be loaded again",
        target.name()
    ))
    .help(format!(
        "to load them again, take the rest away: DELETE FROM {} WHERE {} = {run}; to leave the \
         table as it is: {} SET run_id = -{run} WHERE target = {} AND job = {} AND run_id = {run}",
        target.quoted(),
        identifier(column),
        ledger.sql("UPDATE {file}"),
        literal(&ledger.target),
        literal(session.info.name),
    ))
}
