//! Unique constraints of the table that are not about the key: what of them no run can keep is told before one begins.

use crate::database::{Database, Dialect, Record, fault, literal, values};
use crate::engine::session::Session;
use crate::error::Result;
use crate::info::{Change, Write};
use crate::target::Target;
use crate::target::taken::REPLACED;

/// A unique index.
struct Unique {
    name: String,
    /// Its columns; an expression has no name.
    columns: Vec<String>,
    /// It holds for some rows only.
    partial: bool,
    /// It can be asked at the end of a transaction.
    deferrable: bool,
}

/// What a user should know of the table's constraints, one sentence each.
pub(in crate::engine) fn warnings(session: &Session<'_>, database: &mut Database) -> Result<Vec<String>> {
    let target = &session.target;
    if target.info.write == Write::Append {
        return Ok(Vec::new());
    }
    Ok(uniques(database, target)?.iter().filter_map(|unique| warning(target, unique)).collect())
}

fn warning(target: &Target, unique: &Unique) -> Option<String> {
    let info = target.info;
    let has = |name: &str| unique.columns.iter().any(|column| column == name);
    let has_key = info.key.iter().all(|place| has(info.columns[*place].name));
    if info.surrogate_key.is_some_and(|key| has(key.column)) {
        return None;
    }
    let what = format!("the unique index {} on ({})", unique.name, unique.columns.join(", "));
    if info.key.is_empty() {
        let tells_runs_apart = info.audit.inserted_run.is_some_and(has);
        return (!tells_runs_apart).then(|| format!("{what} keeps a second load of the same rows out: {REPLACED}"));
    }
    let way = target.way_to_move(&unique.columns);
    if let Some(history) = info.history {
        let is_of_versions = has(history.valid_from) || has(history.valid_to);
        return (!unique.partial && !is_of_versions).then(|| {
            format!("{what} is about ended versions too: a second version of a key with the same values cannot be written; {way}")
        });
    }
    let moves = |name: &String| {
        info.columns
            .iter()
            .any(|column| column.name == *name && matches!(column.change, Change::Overwrite | Change::Version | Change::Untracked))
    };
    (!has_key && !unique.deferrable && unique.columns.iter().any(moves))
        .then(|| format!("{what} is asked row by row: keys that exchange their values within one load cannot be written; {way}"))
}

fn uniques(database: &mut Database, target: &Target) -> Result<Vec<Unique>> {
    let sql = match database.dialect() {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => format!(
            "SELECT l.name, l.partial, 0, (SELECT group_concat(coalesce(i.name, ''), char(10)) FROM pragma_index_info(l.name, {schema}) i)
             FROM pragma_index_list({table}, {schema}) l WHERE l.\"unique\" ORDER BY l.name",
            table = literal(&target.table),
            schema = literal(&target.schema)
        ),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => format!(
            "SELECT c.relname::text, i.indpred IS NOT NULL, NOT i.indimmediate, \
             (SELECT string_agg(coalesce(a.attname::text, ''), chr(10) ORDER BY n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (number, n) \
              LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0 WHERE n <= i.indnkeyatts) \
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indrelid = to_regclass({}) AND i.indisunique ORDER BY 1",
            literal(&target.quoted())
        ),
    };
    let read = |row: &Record| {
        let columns: String = row.get(3)?;
        Ok(Unique {
            name: row.get(0)?,
            partial: row.get(1)?,
            deferrable: row.get(2)?,
            columns: columns.split('\n').map(str::to_owned).collect(),
        })
    };
    database.query(&sql, values![], read).map_err(|error| fault(error, format!("cannot read the constraints of {}", target.name())))
}
