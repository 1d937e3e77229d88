//! When the run's versions begin, and what stands in its way.

use super::session::Session;
use crate::clock;
use crate::database::{Database, fault, identifier, literal, values};
use crate::error::{Error, Result};
use crate::info::{Change, History, OnSourceDelete};
use crate::ledger::run::{self, RunAt};
use crate::target::history_text;
use crate::value::TimestampTz;

/// When the run's versions begin: at the time that was given, else now; as fine as the table has
/// it.
pub(crate) fn effective_at(session: &Session<'_>, now: TimestampTz) -> Result<TimestampTz> {
    let wanted = session.options.effective_at.unwrap_or(now);
    let kept = session.target.as_start(wanted);
    if session.options.effective_at.is_some() && kept != wanted {
        return Err(Error::refused(format!(
            "the effective time {} is finer than the history columns of {} hold",
            clock::text(wanted),
            session.target.name()
        ))
        .help(format!(
            "give --effective-at {}, or one that is as coarse",
            clock::text(kept)
        )));
    }
    Ok(kept)
}

/// Says no to an effective time at or before the start of a current version: it would break its
/// history.
///
/// A time that was given is given again where a run was killed and its file came a second time. If
/// only runs that never closed had it, what they wrote is to be undone first, wherever its versions
/// begin: these runs.
pub(crate) fn check_effective(
    session: &Session<'_>,
    database: &mut Database,
    effective_at: TimestampTz,
) -> Result<Vec<i64>> {
    let Some(history) = &session.info.target.history else {
        return Ok(Vec::new());
    };
    let effective = history_text(effective_at, history.ty);
    // What is later than all versions is later than the current ones, and that is known for a
    // fraction of the price.
    let late = match session.target.late_start(database, &effective, false)? {
        Some(_) => session.target.late_start(database, &effective, true)?,
        None => None,
    };
    let runs = match session.options.effective_at {
        Some(_) if session.ledger.exists(database)? => {
            let times = session.target.same_start(effective_at, history.ty);
            run::effective_within(&session.ledger, database, &times)?
        }
        _ => Vec::new(),
    };
    if late.is_none() && !left_rows(session, database, history, &runs, &effective)? {
        return Ok(Vec::new());
    }
    let again = if runs.is_empty() {
        None
    } else {
        Some(repeated(session, database, history, &runs, &effective)?)
    };
    let help = match again {
        Some(Ok(runs)) => return Ok(runs),
        Some(Err(why)) => format!("it cannot be given again: {why}; give a later --effective-at"),
        None => "give a later --effective-at, or see which run or hand wrote that row".to_owned(),
    };
    let name = session.target.name();
    Err(Error::refused(match late {
        Some(latest) => format!(
            "the effective time {effective} is not later than {latest}, the latest {} among \
             current rows of {name}",
            history.valid_from
        ),
        None => format!(
            "a run that never closed had the effective time {effective}, and its rows are in \
             {name}"
        ),
    })
    .help(help))
}

/// Whether the table holds something of what runs with this time wrote that never closed. It may be
/// gone with a backup that was restored.
fn left_rows(
    session: &Session<'_>,
    database: &mut Database,
    history: &History,
    runs: &[RunAt],
    effective: &str,
) -> Result<bool> {
    let wrote: Vec<&RunAt> = runs.iter().filter(|run| !run.closed && run.wrote).collect();
    let Some(first) = wrote.first() else {
        return Ok(false);
    };
    let flag = &history.is_current;
    let ended = format!(
        "{} = {} AND {} = {}",
        identifier(history.valid_to),
        literal(effective),
        identifier(flag.column),
        session.target.dialect.literal(&flag.off)
    );
    let ids: Vec<i64> = wrote.iter().map(|run| run.run_id).collect();
    let inserted = session
        .info
        .target
        .audit
        .inserted_run
        .map(|column| format!(" OR {} IN ({})", identifier(column), list(&ids)));
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM {} WHERE {ended}{})",
        session.target.quoted(),
        inserted.as_deref().unwrap_or_default()
    );
    let looking = |error| {
        fault(
            error,
            format!("cannot look at the versions of {}", session.target.name()),
        )
    };
    let is_there: bool = database
        .query_row(&sql, values![], |row| row.get(0))
        .map_err(looking)?;
    // Rows that do not say who inserted them are told by their number.
    Ok(is_there
        || inserted.is_none() && session.target.count_current(database)? > first.current_keys)
}

/// The runs that had this time and never closed, where what they wrote can be undone; else why not.
fn repeated(
    session: &Session<'_>,
    database: &mut Database,
    history: &History,
    runs: &[RunAt],
    effective: &str,
) -> Result<Result<Vec<i64>, String>> {
    let target = &session.info.target;
    if let Some(run) = runs.iter().find(|run| run.closed) {
        return Ok(Err(format!(
            "run {} had this time, and all its rows are in",
            run.run_id
        )));
    }
    let ids: Vec<i64> = runs.iter().map(|run| run.run_id).collect();
    let first = ids.first().copied().unwrap_or(i64::MAX);
    // It took what they had written for the table's.
    if let Some(run) = run::closed_since(&session.ledger, database, first)? {
        return Ok(Err(format!(
            "run {run} was closed since, over what the runs with this time had written"
        )));
    }
    // A first load overwrites nothing.
    let overwrites = runs.iter().any(|run| run.wrote && !run.initial);
    if let Some(column) = target
        .columns
        .iter()
        .find(|column| overwrites && column.change == Change::Overwrite)
    {
        return Ok(Err(format!(
            "the column {} is of type 1, and its former values are overwritten",
            column.name
        )));
    }
    if overwrites && target.on_source_delete == OnSourceDelete::Flag {
        return Ok(Err(
            "rows that came back had their deleted flag taken off".to_owned()
        ));
    }
    let Some(inserted_run) = target.audit.inserted_run else {
        return Ok(Err("the rows do not say which run inserted them (`audit: \
                       {inserted_run: …}`)"
            .to_owned()));
    };
    let looking = |error| {
        fault(
            error,
            format!("cannot look at the versions of {}", session.target.name()),
        )
    };
    let held: u64 = database
        .query_row(
            &format!(
                "SELECT count(*) FROM {} WHERE {} IN ({})",
                session.target.quoted(),
                identifier(inserted_run),
                list(&ids)
            ),
            values![],
            |row| row.get(0),
        )
        .map_err(looking)?;
    let wrote = runs.iter().map(|run| run.rows).sum::<u64>();
    // Their rows and the count of them were committed together.
    if held > wrote {
        return Ok(Err(format!(
            "{} holds {held} rows of run {}, and the ledger says that they wrote {wrote}: does \
             another job log number its runs for this table too?",
            session.target.name(),
            list(&ids)
        )));
    }
    let flag = &history.is_current;
    let later = format!(
        "SELECT EXISTS (SELECT 1 FROM {} WHERE {} > {} AND {} = {})",
        session.target.quoted(),
        identifier(history.valid_from),
        literal(effective),
        identifier(flag.column),
        session.target.dialect.literal(&flag.on),
    );
    if database
        .query_row(&later, values![], |row| row.get::<bool>(0))
        .map_err(looking)?
    {
        return Ok(Err("other current rows begin later".to_owned()));
    }
    let sql = format!(
        "SELECT count(*) FROM {} WHERE {} = {} AND ({inserted} IS NULL OR {inserted} NOT IN ({}))",
        session.target.quoted(),
        identifier(history.valid_from),
        literal(effective),
        list(&ids),
        inserted = identifier(inserted_run),
    );
    let others: i64 = database
        .query_row(&sql, values![], |row| row.get(0))
        .map_err(looking)?;
    if others > 0 {
        return Ok(Err("versions that begin at this time are of another run, \
                       or were written by hand"
            .to_owned()));
    }
    if let Some(lacking) = session.target.handled.no_undo(&session.target, database)? {
        return Ok(Err(format!(
            "what run {} wrote is to be taken back, and {lacking}",
            list(&ids)
        )));
    }
    Ok(Ok(ids))
}

/// Takes back what runs wrote that never closed: their versions go, and those before them are
/// current again.
pub(super) fn undo(
    session: &Session<'_>,
    database: &mut Database,
    runs: &[i64],
    effective_at: TimestampTz,
) -> Result<()> {
    let target = &session.info.target;
    let (Some(history), Some(inserted_run), false) =
        (&target.history, target.audit.inserted_run, runs.is_empty())
    else {
        return Ok(());
    };
    let dialect = session.target.dialect;
    let table = session.target.quoted();
    let effective = literal(&history_text(effective_at, history.ty));
    let (valid_from, valid_to, flag) = (
        identifier(history.valid_from),
        identifier(history.valid_to),
        &history.is_current,
    );
    let key: Vec<String> = target
        .key
        .iter()
        .map(|place| identifier(target.columns[*place].name))
        .collect();
    let same: Vec<String> = key
        .iter()
        .map(|name| format!("later.{name} = old.{name}"))
        .collect();
    let open = history
        .current_valid_to
        .map_or_else(|| "NULL".to_owned(), literal);
    let delete = format!(
        "DELETE FROM {table} WHERE {} IN ({})",
        identifier(inserted_run),
        list(runs)
    );
    // No run that closed had this time, to the table's precision, so what ends at it was ended by a
    // version that is gone now.
    let reopen = format!(
        "UPDATE {table} AS old SET {valid_to} = {open}, {current} = {on} WHERE old.{valid_to} = \
         {effective} AND old.{current} = {off} AND NOT EXISTS (SELECT 1 FROM {table} AS later \
         WHERE {} AND later.{valid_from} >= {effective})",
        same.join(" AND "),
        current = identifier(flag.column),
        on = dialect.literal(&flag.on),
        off = dialect.literal(&flag.off),
    );
    [delete, reopen].iter().try_for_each(|sql| {
        let undoing = |error| {
            fault(
                error,
                format!("cannot take back what run {} wrote", list(runs)),
            )
        };
        database.execute(sql, values![]).map(drop).map_err(undoing)
    })
}

fn list(runs: &[i64]) -> String {
    runs.iter()
        .map(i64::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
