//! Files that were loaded once, and what became of their rows: nothing is loaded again by itself, for
//! the rows may come back, or be where someone has put them; but nothing is passed over in silence.

use super::session::Session;
use crate::database::{Database, literal};
use crate::error::Error;
use crate::ledger::run;
use crate::source::AskLost;

/// Nobody asks: files count as the ledger has them.
pub(super) fn unasked<'a>() -> Box<AskLost<'a>> {
    Box::new(|_, _| Ok(None))
}

/// Says no where the table into which files were loaded is gone, and tells where it is empty.
pub(super) fn ask<'a>(session: &'a Session<'_>) -> Box<AskLost<'a>> {
    Box::new(|database: &mut Database, runs: &[i64]| {
        let (Some(first), Some(last)) = (runs.iter().min(), runs.iter().max()) else {
            return Ok(None);
        };
        let (target, ledger) = (&session.target, &session.ledger);
        let is_there = target.exists(database)?;
        if is_there && !target.is_empty(database)? {
            return Ok(None);
        }
        let written = run::that_wrote(ledger, database, *first, *last)?;
        let Some(run) = runs.iter().find(|run| written.contains(run)) else {
            return Ok(None);
        };
        let again = format!(
            "to load the files again, forget that they were loaded: {} WHERE target = {} AND job \
             = {}",
            ledger.sql("DELETE FROM {file}"),
            literal(&ledger.target),
            literal(session.info.name)
        );
        let what = |state: &str| {
            format!(
                "{} {state}, though run {run} loaded files into it that are passed over",
                target.name()
            )
        };
        match is_there {
            true => Ok(Some(format!("{}; {again}", what("is empty")))),
            false => Err(Error::refused(what("is not there any more"))
                .help(format!("restore the table; or, {again}"))),
        }
    })
}
