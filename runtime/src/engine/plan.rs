//! The chunk plan: which way a source is cut, why, and where. Every row of one business key falls into one chunk.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};

use super::bounds::{Border, Bounds};
use super::origin::{Origin, SqliteOrigin};
use super::session::Session;
use crate::diff::changes::Rules;
use crate::error::{Error, Result};
use crate::info::{Load, SqlType, Trim};
#[cfg(feature = "csv")]
use crate::source::files::{CsvSource, estimate_rows, plan_cuts};
use crate::sqlite::{fault, identifier};
use crate::target::Target;

/// A chunk of the plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planned {
    pub(crate) bounds: Bounds,
    pub(crate) estimated_rows: u64,
}

/// The plan, as a run works it off.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) outline: Outline,
    pub(crate) chunks: Vec<Planned>,
}

/// What the ledger keeps of the plan beside its chunks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Outline {
    pub(crate) way: Way,
    pub(crate) why: String,
    pub(crate) estimated_rows: u64,
}

/// How chunks are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Way {
    /// One chunk reads everything.
    Whole,
    /// Key ranges of the source's index.
    Range,
    /// Partitions by hash of the key, spilled in one pass over the source.
    Partition,
    /// Parts of files.
    Parts,
}

/// What the planner looks at.
pub(crate) struct Planner<'a> {
    pub(crate) session: &'a Session<'a>,
    pub(crate) origin: &'a Origin,
    /// A connection to the source that sees the state which the workers will see.
    pub(crate) source: Option<&'a Connection>,
    /// A connection to the target; `None`: there is no such table yet.
    pub(crate) target: Option<&'a Connection>,
    /// The target holds no row.
    pub(crate) initial: bool,
    /// Current rows of the target: a chunk holds those of its keys beside its source rows.
    pub(crate) current_keys: u64,
}

/// Whether current rows are looked up key by key: where the target holds far more keys than the load brings, and it need not know
/// which of them are missing.
pub(crate) fn looks_up(session: &Session<'_>, rows: u64, current_keys: u64) -> bool {
    let notes_missing = Rules::looks_for_missing(&session.info.target, session.info.load == Load::Full);
    !notes_missing && current_keys / 4 > rows
}

impl Planner<'_> {
    /// Plans the chunks.
    pub(crate) fn plan(&self) -> Result<Plan> {
        let keyed = !self.session.info.target.key.is_empty();
        match self.origin {
            #[cfg(feature = "csv")]
            Origin::Files(files) if keyed => Ok(self.partitions(estimate_rows(files)?, "files are read in one pass")),
            #[cfg(feature = "csv")]
            Origin::Files(files) => self.parts(files),
            Origin::Sqlite(origin) => {
                let source = self.source.ok_or_else(|| Error::failed("the source is not open"))?;
                let rows = origin.count(source)?;
                if !keyed {
                    return Ok(whole(rows, "a table without a business key in the target can only be read as one"));
                }
                match self.range_obstacle(origin, source, rows)? {
                    Some(obstacle) => Ok(self.partitions(rows, &obstacle)),
                    None => self.ranges(origin, source, rows),
                }
            }
        }
    }

    fn chunk_size(&self) -> u64 {
        self.session.settings.chunk_size.value
    }

    /// So many partitions that each holds about `chunk_size` rows, of the source or of the target.
    fn partitions(&self, rows: u64, why: &str) -> Plan {
        let held = if looks_up(self.session, rows, self.current_keys) { rows } else { rows.max(self.current_keys) };
        let of = held.div_ceil(self.chunk_size()).max(1);
        if of == 1 {
            return whole(rows, "it fits into one chunk");
        }
        let chunks = (0..of).map(|number| Planned { bounds: Bounds::Partition { number, of }, estimated_rows: rows / of }).collect();
        Plan { outline: Outline { way: Way::Partition, why: why.to_owned(), estimated_rows: rows }, chunks }
    }

    #[cfg(feature = "csv")]
    fn parts(&self, files: &CsvSource) -> Result<Plan> {
        let cuts = plan_cuts(files, self.chunk_size())?;
        let chunks: Vec<Planned> = cuts.into_iter().map(|cut| Planned { estimated_rows: cut.records, bounds: Bounds::Part(cut) }).collect();
        let rows = chunks.iter().map(|chunk| chunk.estimated_rows).sum();
        let why = "rows are added without a key, so files are cut at record ends".to_owned();
        Ok(Plan { outline: Outline { way: Way::Parts, why, estimated_rows: rows }, chunks })
    }

    /// Key ranges of about `chunk_size` rows, from the data's real distribution: one walk along the index.
    fn ranges(&self, origin: &SqliteOrigin, source: &Connection, rows: u64) -> Result<Plan> {
        let names = self.source_key();
        let like = probe(self.session.info, true);
        let reading = |error| fault(error, "cannot plan the key ranges");
        let list: Vec<String> = names.iter().map(|name| identifier(name)).collect();
        let not_null: Vec<String> = list.iter().map(|name| format!("{name} IS NOT NULL")).collect();
        let order: Vec<String> = list.iter().map(|name| format!("{name} COLLATE BINARY")).collect();
        let (list, not_null, order) = (list.join(", "), not_null.join(" AND "), order.join(", "));
        let sql = origin.over(&format!("SELECT {list} FROM ${{source}} WHERE {not_null} ORDER BY {order}"));
        let mut statement = origin.prepare(source, &sql)?;
        let mut keys = statement.raw_query();
        let mut borders: Vec<(Vec<Border>, u64)> = Vec::new();
        let (mut count, mut in_chunk) = (0_u64, 0_u64);
        let mut last: Option<Vec<Border>> = None;
        while let Some(row) = keys.next().map_err(reading)? {
            if in_chunk >= self.chunk_size() {
                // A border is a key that differs from the one before it, so that equal keys stay together.
                let key = key_of(row, &like).map_err(reading)?;
                if let Some(key) = key.filter(|key| last.as_ref() != Some(key)) {
                    borders.push((key, in_chunk));
                    in_chunk = 0;
                    last = None;
                }
            }
            count += 1;
            in_chunk += 1;
            if in_chunk >= self.chunk_size() && last.is_none() {
                last = key_of(row, &like).map_err(reading)?;
            }
        }
        let mut chunks = Vec::with_capacity(borders.len() + 2);
        let mut low = None;
        for (high, rows) in borders {
            chunks.push(Planned { bounds: Bounds::Range { low: low.take(), high: Some(high.clone()) }, estimated_rows: rows });
            low = Some(high);
        }
        chunks.push(Planned { bounds: Bounds::Range { low, high: None }, estimated_rows: in_chunk });
        chunks.push(Planned { bounds: Bounds::NullKey, estimated_rows: rows.saturating_sub(count) });
        let why = "the business key is a plain, indexed column on both sides".to_owned();
        Ok(Plan { outline: Outline { way: Way::Range, why, estimated_rows: rows }, chunks })
    }

    fn source_key(&self) -> Vec<&'static str> {
        let info = self.session.info;
        info.target.key_source.iter().map(|place| info.source.columns[*place].name).collect()
    }

    /// Why the source cannot be read by key ranges; `None`: it can.
    fn range_obstacle(&self, origin: &SqliteOrigin, source: &Connection, rows: u64) -> Result<Option<String>> {
        let info = self.session.info;
        if self.current_keys / 2 > rows && !looks_up(self.session, rows, self.current_keys) {
            return Ok(Some("the target holds far more keys than the source, and one range could hold most of them".to_owned()));
        }
        if info.target.key_source.is_empty() {
            return Ok(Some("the business key is computed, so key ranges of the source could meet".to_owned()));
        }
        for place in info.target.key_source {
            let column = &info.source.columns[*place];
            let plain = column.trim == Trim::None && column.format.is_empty() && column.nulls.is_empty();
            let ordered = matches!(column.ty, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Text | SqlType::Varchar(_));
            if !plain || !ordered {
                return Ok(Some(format!("source and target may order the key column {} differently", column.name)));
            }
            if matches!(column.ty, SqlType::Text | SqlType::Varchar(_)) && !(is_utf8(source)? && self.target.map_or(Ok(true), is_utf8)?) {
                return Ok(Some(format!(
                    "text is not kept as UTF-8 on both sides, which orders the key column {} differently",
                    column.name
                )));
            }
        }
        let names = self.source_key();
        let probe = Bounds::Range { low: Some(probe(info, true)), high: Some(probe(info, false)) };
        if !searches(source, &origin.sql(&probe.predicate(&names)), Some(origin))? {
            return Ok(Some("the source has no index that serves ranges of the key".to_owned()));
        }
        if let Some(target) = self.target.filter(|_| !self.initial) {
            let names: Vec<&str> = info.target.key.iter().map(|place| info.target.columns[*place].name).collect();
            if !searches(target, &slice_sql(&self.session.target, &probe.predicate(&names)), None)? {
                return Ok(Some("the target has no index that serves ranges of the key".to_owned()));
            }
        }
        Ok(None)
    }
}

fn whole(rows: u64, why: &str) -> Plan {
    let outline = Outline { way: Way::Whole, why: why.to_owned(), estimated_rows: rows };
    Plan { outline, chunks: vec![Planned { bounds: Bounds::All, estimated_rows: rows }] }
}

fn slice_sql(target: &Target, predicate: &str) -> String {
    target.sql_where(|statements| statements.read_slice, predicate)
}

/// Some border for EXPLAIN: only its type matters.
fn probe(info: &crate::info::JobInfo, low: bool) -> Vec<Border> {
    let border = |place: &usize| match info.source.columns[*place].ty {
        SqlType::Text | SqlType::Varchar(_) => Border::Text(if low { "a" } else { "b" }.to_owned()),
        _ => Border::Integer(i64::from(!low)),
    };
    info.target.key_source.iter().map(border).collect()
}

fn key_of(row: &rusqlite::Row<'_>, like: &[Border]) -> rusqlite::Result<Option<Vec<Border>>> {
    like.iter().enumerate().map(|(index, like)| Ok(border(row.get_ref(index)?, like))).collect()
}

/// A border of the class that the key's type has. A key of another class is rejected when it is read, and makes none: the target,
/// whose columns have types, would not order it as an untyped column of the source does.
fn border(value: ValueRef<'_>, like: &Border) -> Option<Border> {
    match (value, like) {
        (ValueRef::Integer(value), Border::Integer(_)) => Some(Border::Integer(value)),
        (ValueRef::Text(bytes), Border::Text(_)) => {
            std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).map(|text| Border::Text(text.to_owned()))
        }
        _ => None,
    }
}

/// Whether SQLite answers the statement by searching an index, as EXPLAIN says of the very statement.
fn searches(connection: &Connection, sql: &str, origin: Option<&SqliteOrigin>) -> Result<bool> {
    let sql = format!("EXPLAIN QUERY PLAN {sql}");
    let explaining = |error| fault(error, "cannot explain the ranged statement");
    let mut statement = match origin {
        Some(origin) => origin.prepare(connection, &sql)?,
        None => connection.prepare(&sql).map_err(explaining)?,
    };
    let mut rows = statement.raw_query();
    let mut searched = false;
    while let Some(row) = rows.next().map_err(explaining)? {
        let detail: String = row.get(3).map_err(explaining)?;
        if detail.starts_with("SCAN") {
            return Ok(false);
        }
        searched |= detail.starts_with("SEARCH");
    }
    Ok(searched)
}

/// Text compares by its bytes as they are stored: in UTF-16 they are ordered otherwise than in UTF-8.
fn is_utf8(connection: &Connection) -> Result<bool> {
    let encoding: String = connection
        .pragma_query_value(None, "encoding", |row| row.get(0))
        .map_err(|error| fault(error, "cannot ask for the database's encoding"))?;
    Ok(encoding == "UTF-8")
}

impl SqliteOrigin {
    /// Rows of the source.
    fn count(&self, source: &Connection) -> Result<u64> {
        let mut statement = self.prepare(source, &self.over("SELECT count(*) FROM ${source}"))?;
        let mut rows = statement.raw_query();
        let counting = |error| fault(error, "cannot count the source's rows");
        rows.next().map_err(counting)?.map_or(Ok(0), |row| row.get(0).map_err(counting))
    }
}
