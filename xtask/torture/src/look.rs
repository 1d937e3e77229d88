//! What a target and its ledger hold, read back from outside.

use std::collections::BTreeMap;

use crate::Result;
use crate::events::Tamper;
use crate::model::{Counts, Key, State, Version};
use crate::spec::{FlagValues, HistoryKind, Spec, TARGET, quoted};
use crate::values::Kind;
use crate::world::{Lines, World};

/// The target table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) state: State,
    /// Surrogate keys by business key and start.
    pub(crate) surrogates: BTreeMap<(Key, String), i64>,
    /// Rows of special members, as they are.
    pub(crate) members: Lines,
}

/// A run in the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) id: i64,
    pub(crate) status: String,
    pub(crate) effective: String,
    pub(crate) counts: Counts,
    pub(crate) message: String,
    /// Its closing transaction is committed: it is never loaded again, whatever its status.
    pub(crate) closed: bool,
}

/// Reads the target; a table that is not there is empty.
pub(crate) fn table(world: &mut World<'_>, spec: &Spec) -> Result<Table> {
    let mut table = Table::default();
    if !world.has_table(TARGET)? {
        return Ok(table);
    }
    let mut columns: Vec<String> = spec
        .columns
        .iter()
        .map(|column| world.shown(column.name, spec.kind_of(column)))
        .collect();
    let width = columns.len();
    let flag_kind = |values: FlagValues| {
        if values == FlagValues::Boolean {
            Kind::Boolean
        } else {
            Kind::Text
        }
    };
    columns.push(
        spec.surrogate
            .map_or("1".to_owned(), |name| world.shown(name, Kind::BigInt)),
    );
    match &spec.history {
        None => columns.extend(["''".to_owned(), "NULL".to_owned(), "NULL".to_owned()]),
        Some(history) => {
            let kind = match history.kind {
                HistoryKind::Date => Kind::Date,
                HistoryKind::Timestamp => Kind::Timestamp,
                HistoryKind::TimestampTz => Kind::TimestampTz,
            };
            columns.extend([
                world.shown(history.from, kind),
                world.shown(history.to, kind),
            ]);
            columns.push(world.shown(history.current.column, flag_kind(history.current.values)));
        }
    }
    columns.push(spec.deleted.map_or("NULL".to_owned(), |flag| {
        world.shown(flag.column, flag_kind(flag.values))
    }));
    for line in world.ask(&format!(
        "SELECT {} FROM {}",
        columns.join(", "),
        quoted(TARGET)
    ))? {
        let surrogate: i64 = line[width]
            .as_deref()
            .and_then(|text| text.parse().ok())
            .ok_or("a row has no surrogate key")?;
        if surrogate < 0 {
            table.members.push(line);
            continue;
        }
        let cells = line[..width].to_vec();
        if !spec.has_key() {
            table.state.bag.push(cells);
            continue;
        }
        let key: Key = spec
            .key
            .iter()
            .map(|place| cells[*place].clone().unwrap_or_else(|| "NULL".to_owned()))
            .collect();
        let on = |place: usize, flag: Option<&crate::spec::Flag>| -> Result<Option<bool>> {
            let Some(flag) = flag else { return Ok(None) };
            match line[place].as_deref() {
                Some(text) if text == flag.text(true) => Ok(Some(true)),
                Some(text) if text == flag.text(false) => Ok(Some(false)),
                other => Err(format!("{key:?}: `{}` is {other:?}", flag.column).into()),
            }
        };
        let current = on(
            width + 3,
            spec.history.as_ref().map(|history| &history.current),
        )?
        .unwrap_or(true);
        let deleted = on(width + 4, spec.deleted.as_ref())?.unwrap_or(false);
        let from = line[width + 1].clone().ok_or("a version has no start")?;
        if spec.surrogate.is_some()
            && table
                .surrogates
                .insert((key.clone(), from.clone()), surrogate)
                .is_some()
        {
            return Err(format!("{key:?} has two versions from {from}").into());
        }
        table.state.keys.entry(key).or_default().push(Version {
            from,
            to: line[width + 2].clone(),
            current,
            deleted,
            cells,
        });
    }
    table
        .state
        .keys
        .values_mut()
        .for_each(|versions| versions.sort());
    table.state.bag.sort();
    let mut known: Vec<i64> = table.surrogates.values().copied().collect();
    known.sort_unstable();
    known.dedup();
    if known.len() != table.surrogates.len() {
        return Err("a surrogate key is there twice".into());
    }
    Ok(table)
}

/// The target's rows as they were before the run, for [`Tamper::Restored`].
const COPY: &str = "copy_of_target";

/// Keeps a copy of the target.
pub(crate) fn keep_copy(world: &mut World<'_>) -> Result {
    let target = quoted(TARGET);
    if !world.has_table(TARGET)? {
        return Ok(());
    }
    world.execute(&format!(
        "DROP TABLE IF EXISTS {COPY}; CREATE TABLE {COPY} AS SELECT * FROM {target}"
    ))
}

/// Changes the target behind the job's back. Says whether it did.
pub(crate) fn tamper(world: &mut World<'_>, spec: &Spec, kind: Tamper) -> Result<bool> {
    let target = quoted(TARGET);
    let restores = spec.has_key() && world.has_table(COPY)?;
    if !world.has_table(TARGET)? || kind == Tamper::Restored && !restores {
        return Ok(false);
    }
    let sql = match kind {
        Tamper::Emptied if world.is_server() => format!("TRUNCATE {target}"),
        Tamper::Emptied => format!("DELETE FROM {target}"),
        Tamper::Dropped => format!("DROP TABLE {target}"),
        Tamper::Restored => {
            let overriding = if world.is_server() {
                "OVERRIDING SYSTEM VALUE "
            } else {
                ""
            };
            format!(
                "BEGIN; DELETE FROM {target}; INSERT INTO {target} {overriding}SELECT * FROM \
                 {COPY}; COMMIT"
            )
        }
    };
    world.execute(&sql)?;
    Ok(true)
}

/// The runs of the ledger, in their order.
pub(crate) fn runs(world: &mut World<'_>) -> Result<Vec<Run>> {
    if !world.has_table("lw_run")? {
        return Ok(Vec::new());
    }
    let effective = world.shown("effective_at", Kind::TimestampTz);
    let lines = world.ask(&format!(
        "SELECT run_id, status, {effective}, rows_read, inserted, versioned, updated, unchanged, \
         filtered, rejected, duplicates, closed,
                coalesce(message, ''), closed_at IS NOT NULL FROM lw_run ORDER BY run_id"
    ))?;
    lines
        .into_iter()
        .map(|line| {
            let text = |place: usize| line[place].clone().unwrap_or_default();
            let number = |place: usize| -> Result<u64> { Ok(text(place).parse()?) };
            Ok(Run {
                id: text(0).parse()?,
                status: text(1),
                effective: text(2),
                counts: Counts {
                    read: number(3)?,
                    inserted: number(4)?,
                    versioned: number(5)?,
                    updated: number(6)?,
                    unchanged: number(7)?,
                    filtered: number(8)?,
                    rejected: number(9)?,
                    duplicates: number(10)?,
                    closed: number(11)?,
                },

                message: text(12),
                closed: matches!(text(13).as_str(), "1" | "t"),
            })
        })
        .collect()
}

/// The counts in a report of `--json`.
pub(crate) fn told(report: &serde_json::Value) -> Option<(i64, Counts)> {
    let number = |name: &str| report.get(name)?.as_u64();
    let counts = Counts {
        read: number("rows_read")?,
        inserted: number("inserted")?,
        versioned: number("versioned")?,
        updated: number("updated")?,
        unchanged: number("unchanged")?,
        filtered: number("filtered")?,
        rejected: number("rejected")?,
        duplicates: number("duplicates")?,
        closed: number("closed")?,
    };
    Some((report.get("run_id")?.as_i64()?, counts))
}

/// What must hold after every run that succeeded, asked in SQL: each question counts what breaks
/// its rule.
pub(crate) fn invariants(world: &mut World<'_>, spec: &Spec, run: &Run) -> Result {
    let table = quoted(TARGET);
    let keys: Vec<String> = spec
        .key
        .iter()
        .map(|place| quoted(spec.columns[*place].name))
        .collect();
    let same_key: Vec<String> = keys
        .iter()
        .map(|key| format!("one.{key} = two.{key}"))
        .collect();
    let real = spec
        .surrogate
        .map_or("1 = 1".to_owned(), |name| format!("{} > 0", quoted(name)));
    let of_run = format!("run_id = {}", run.id);
    let mut questions = vec![
        (
            "chunks that are not done".to_owned(),
            format!("SELECT count(*) FROM lw_chunk WHERE {of_run} AND status <> 'DONE'"),
        ),
        (
            "keys noted as missing that are left".to_owned(),
            format!("SELECT count(*) FROM lw_missing WHERE {of_run}"),
        ),
        (
            "runs that seem to run".to_owned(),
            "SELECT count(*) FROM lw_run WHERE status = 'RUNNING'".to_owned(),
        ),
        (
            "chunks that the run does not count".to_owned(),
            format!(
                "SELECT abs(coalesce(chunks_total, 0) - chunks_done) FROM lw_run WHERE {of_run}"
            ),
        ),
        (
            "rejected rows that are not listed".to_owned(),
            format!(
                "SELECT abs(rejected - (SELECT count(*) FROM lw_reject WHERE {of_run})) FROM \
                 lw_run WHERE {of_run}"
            ),
        ),
        (
            "rows without one outcome".to_owned(),
            format!(
                "SELECT abs(rows_read - inserted - versioned - updated - unchanged - filtered - \
                 rejected - duplicates) FROM lw_run WHERE {of_run}"
            ),
        ),
    ];
    for column in [
        "rows_read",
        "inserted",
        "versioned",
        "updated",
        "unchanged",
        "filtered",
        "rejected",
        "duplicates",
    ] {
        let sum = format!(
            "SELECT abs({column} - coalesce((SELECT sum({column}) FROM lw_chunk WHERE {of_run}), \
             0)) FROM lw_run WHERE {of_run}"
        );
        questions.push((format!("{column} of the run that no chunk has"), sum));
    }
    if spec.has_key() {
        let current = spec
            .history
            .as_ref()
            .map_or("1 = 1".to_owned(), |history| is_current(history, ""));
        let list = keys.join(", ");
        questions.push((
            "keys with several current rows".to_owned(),
            format!(
                "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {current} AND {real} GROUP BY \
                 {list} HAVING count(*) > 1) AS k"
            ),
        ));
    }
    if let Some(history) = &spec.history {
        let (from, to) = (quoted(history.from), quoted(history.to));
        let pairs = format!(
            "FROM {table} AS one JOIN {table} AS two ON {} AND one.{from} < two.{from}",
            same_key.join(" AND ")
        );
        questions.push((
            "versions that overlap".to_owned(),
            format!("SELECT count(*) {pairs} WHERE one.{to} IS NULL OR one.{to} > two.{from}"),
        ));
        questions.push((
            "versions that end before they begin".to_owned(),
            format!("SELECT count(*) FROM {table} WHERE {to} <= {from}"),
        ));
        let open = format!(
            "SELECT count(*) FROM {table} AS one WHERE NOT ({})",
            is_current(history, "one.")
        );
        questions.push((
            "gaps in the versions of keys that were never closed".to_owned(),
            match spec.on_delete {
                crate::spec::OnDelete::Close => "SELECT 0".to_owned(),
                _ => format!(
                    "{open} AND NOT EXISTS (SELECT 1 FROM {table} AS two WHERE {} AND two.{from} \
                     = one.{to})",
                    same_key.join(" AND ")
                ),
            },
        ));
    }
    if world.is_server() {
        questions.push((
            "advisory locks that are held".to_owned(),
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid \
             FROM pg_database WHERE datname = current_database())"
                .to_owned(),
        ));
    }
    for (what, sql) in questions {
        let broken = world.number(&sql)?;
        if broken != 0 {
            return Err(format!("run {}: {what}: {broken}\n  {sql}", run.id).into());
        }
    }
    Ok(())
}

fn is_current(history: &crate::spec::History, prefix: &str) -> String {
    let column = format!("{prefix}{}", quoted(history.current.column));
    match history.current.values {
        FlagValues::Boolean => column,
        _ => format!("{column} = '{}'", history.current.text(true)),
    }
}
