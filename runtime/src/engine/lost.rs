//! What became of the rows of runs that loaded files: a file is passed over as loaded only where
//! the table still has what came of it.

use super::lease::fenced;
use super::session::Session;
use crate::database::Database;
use crate::error::Result;
use crate::failpoint;
use crate::info::{From, LoadedFiles, TargetInfo, Write};
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
    let gone: Vec<i64> = losses(session, database, &runs)?.into_keys().collect();
    file::excuse(&session.ledger, database, info.name, &gone)
}

/// Of the runs that are asked for those whose rows are lost, and all such runs: the files of others
/// may come back when the table does not tell any more.
fn lost(
    session: &Session<'_>,
    database: &mut Database,
    asked: &[i64],
) -> Result<(LostRuns, Vec<i64>)> {
    if asked.is_empty() {
        return Ok((LostRuns::new(), Vec::new()));
    }
    let runs = file::runs(&session.ledger, database, session.info.name)?;
    let mut lost = losses(session, database, &runs)?;
    let all = lost.keys().copied().collect();
    lost.retain(|run, _| asked.contains(run));
    Ok((lost, all))
}

/// The runs that have written rows, where the table is gone or empty. A table that has any row is
/// not asked for more: old rows are taken out of many for good reason, by a rule of how long they
/// are kept, and their files may be where they were.
fn losses(session: &Session<'_>, database: &mut Database, runs: &[i64]) -> Result<LostRuns> {
    let mut lost = LostRuns::new();
    let (Some(first), Some(last)) = (runs.iter().min(), runs.iter().max()) else {
        return Ok(lost);
    };
    let (target, info) = (&session.target, session.info);
    let hooks = &info.hooks;
    let has_hooks = !(hooks.before_run.is_empty() && hooks.after_success.is_empty());
    let is_there = target.exists(database)?;
    if is_there && !target.is_empty(database)? {
        return Ok(lost);
    }
    let state = if is_there {
        "is empty"
    } else {
        "is not there any more"
    };
    let written = run::written(&session.ledger, database, *first, *last)?;
    for run in runs {
        match written.get(run) {
            Some(written) if written.rows == 0 => continue,
            // What hooks took away was not noted by older runtimes, and may be what is missing.
            Some(written) if is_there && has_hooks && written.format < NOTES_HOOKS => continue,
            // Nothing is known of a run that the ledger does not keep any more.
            None if has_hooks => continue,
            _ => {}
        }
        lost.insert(*run, format!("{} {state}", target.name()));
    }
    if info.target.write == Write::Replace {
        // The table never held but what the last of them wrote.
        let newest = lost.keys().max().copied();
        lost.retain(|run, _| Some(*run) == newest);
    }
    Ok(lost)
}

fn is_keyless_append(target: &TargetInfo) -> bool {
    target.key.is_empty() && target.write == Write::Append
}
