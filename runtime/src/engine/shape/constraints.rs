//! Unique constraints of the table that are not about the key: what of them no run can keep is told
//! before one begins.

use crate::database::Database;
use crate::engine::session::Session;
use crate::error::Result;
use crate::info::{Change, Write};
use crate::target::Target;
use crate::target::table::Unique;
use crate::target::taken::REPLACED;

/// What a user should know of the table's constraints, one sentence each.
pub(in crate::engine) fn warnings(
    session: &Session<'_>,
    database: &mut Database,
) -> Result<Vec<String>> {
    let target = &session.target;
    if target.info.write == Write::Append {
        return Ok(Vec::new());
    }
    Ok(target
        .handled
        .uniques(target, database)?
        .iter()
        .filter_map(|unique| warning(target, unique))
        .collect())
}

fn warning(target: &Target, unique: &Unique) -> Option<String> {
    let info = target.info;
    let has = |name: &str| unique.columns.iter().any(|column| column == name);
    let has_key = info.key.iter().all(|place| has(info.columns[*place].name));
    if info.surrogate_key.is_some_and(|key| has(key.column)) {
        return None;
    }
    let what = format!(
        "the unique index {} on ({})",
        unique.name,
        unique.columns.join(", ")
    );
    if info.key.is_empty() {
        let tells_runs_apart = info.audit.inserted_run.is_some_and(has);
        return (!tells_runs_apart)
            .then(|| format!("{what} keeps a second load of the same rows out: {REPLACED}"));
    }
    let way = target.way_to_move(&unique.columns);
    if let Some(history) = info.history {
        let is_of_versions = has(history.valid_from) || has(history.valid_to);
        return (!unique.partial && !is_of_versions).then(|| {
            format!(
                "{what} is about ended versions too: a second version of a key with the same \
                 values cannot be written; {way}"
            )
        });
    }
    let moves = |name: &String| {
        info.columns.iter().any(|column| {
            column.name == *name
                && matches!(
                    column.change,
                    Change::Overwrite | Change::Version | Change::Untracked
                )
        })
    };
    (!has_key && !unique.deferrable && unique.columns.iter().any(moves)).then(|| {
        format!(
            "{what} is asked row by row: keys that exchange their values within one load cannot \
             be written; {way}"
        )
    })
}
