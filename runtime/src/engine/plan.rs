//! The chunk plan: which way a source is cut, why, and where. Every row of one business key falls
//! into one chunk.

use serde::{Deserialize, Serialize};

use super::session::Session;
use crate::database::Database;
use crate::diff::changes::Rules;
use crate::error::{Error, Result};
use crate::info::{Load, SqlType, Trim};
use crate::ledger::Ledger;
use crate::ledger::chunk::{self, ChunkRow};
use crate::source::bounds::{Border, Bounds};
use crate::source::{Cutting, SourceReader};

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

impl Plan {
    /// The plan of a run as the ledger has it, with its chunks' rows there. `outline`: what the
    /// run's row keeps of it.
    pub(super) fn of_ledger(
        ledger: &Ledger,
        database: &mut Database,
        run_id: i64,
        outline: &str,
    ) -> Result<(Plan, Vec<ChunkRow>)> {
        let rows = chunk::list(ledger, database, run_id)?;
        let unreadable = |error| {
            Error::failed(format!(
                "the plan of run {run_id} in the ledger cannot be read"
            ))
            .because(error)
        };
        let outline: Outline = serde_json::from_str(outline).map_err(unreadable)?;
        let read = |row: &ChunkRow| {
            let bounds: Bounds = serde_json::from_str(&row.bounds).map_err(unreadable)?;
            Ok(Planned {
                bounds,
                estimated_rows: row.estimated_rows,
            })
        };
        if (1..).zip(&rows).any(|(number, row)| row.chunk != number) {
            return Err(Error::failed(format!(
                "chunks of run {run_id} are missing from the ledger"
            ))
            .help("run with --fresh to begin again"));
        }
        let chunks = rows.iter().map(read).collect::<Result<_>>()?;
        Ok((Plan { outline, chunks }, rows))
    }
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
    /// A reader of the source that sees the state which the workers will see.
    pub(crate) source: Option<&'a mut dyn SourceReader>,
    /// A connection to the target; `None`: there is no such table yet.
    pub(crate) target: Option<&'a mut Database>,
    /// The target holds no row.
    pub(crate) initial: bool,
    /// Current rows of the target: a chunk holds those of its keys beside its source rows.
    pub(crate) current_keys: u64,
}

/// Whether current rows are looked up key by key: where the target holds far more keys than the
/// load brings, and it need not know which of them are missing.
pub(crate) fn looks_up(session: &Session<'_>, rows: u64, current_keys: u64) -> bool {
    let notes_missing =
        Rules::looks_for_missing(&session.info.target, session.info.load == Load::Full);
    !notes_missing && current_keys / 4 > rows
}

impl Planner<'_> {
    /// Plans the chunks.
    pub(crate) fn plan(mut self) -> Result<Plan> {
        let keyed = !self.session.info.target.key.is_empty();
        let size = self.chunk_size();
        match source_of(&mut self.source)?.cut(keyed, size)? {
            Cutting::OnePass { rows, why } => Ok(self.partitions(rows, why)),
            Cutting::Parts(parts) => Ok(parts_of(parts)),
            Cutting::ByKey { rows } if !keyed => Ok(whole(
                rows,
                "a table without a business key in the target can only be read as one",
            )),
            Cutting::ByKey { rows } => match self.range_obstacle(rows)? {
                Some(obstacle) => Ok(self.partitions(rows, &obstacle)),
                None => self.ranges(rows),
            },
        }
    }

    fn chunk_size(&self) -> u64 {
        self.session.settings.chunk_size.value
    }

    /// So many partitions that each holds about `chunk_size` rows, of the source or of the target.
    fn partitions(&self, rows: u64, why: &str) -> Plan {
        let held = if looks_up(self.session, rows, self.current_keys) {
            rows
        } else {
            rows.max(self.current_keys)
        };
        let of = held.div_ceil(self.chunk_size()).max(1);
        if of == 1 {
            return whole(rows, "it fits into one chunk");
        }
        let chunks = (0..of)
            .map(|number| Planned {
                bounds: Bounds::Partition { number, of },
                estimated_rows: rows / of,
            })
            .collect();
        Plan {
            outline: Outline {
                way: Way::Partition,
                why: why.to_owned(),
                estimated_rows: rows,
            },
            chunks,
        }
    }

    /// A key column that one side does not order as its values are.
    fn misordered(&mut self) -> Result<Option<&'static str>> {
        let Planner {
            session,
            source,
            target,
            ..
        } = self;
        let info = session.info;
        let source = source_of(source)?;
        let table = session.target.quoted();
        for (place, key) in info.target.key_source.iter().zip(info.target.key) {
            let (from, to) = (&info.source.columns[*place], &info.target.columns[*key]);
            if !source.orders_as(from)? {
                return Ok(Some(from.name));
            }
            if let Some(target) = target
                && !target.orders_as(&table, to.name, from.ty)?
            {
                return Ok(Some(to.name));
            }
        }
        Ok(None)
    }

    /// Key ranges of about `chunk_size` rows, from the data's real distribution.
    fn ranges(&mut self, rows: u64) -> Result<Plan> {
        let (like, size) = (probe(self.session.info, true), self.chunk_size());
        let borders = source_of(&mut self.source)?.borders(&like, size, rows)?;
        let counted = borders.rest + borders.ends.iter().map(|(_, rows)| rows).sum::<u64>();
        let mut chunks = Vec::with_capacity(borders.ends.len() + 2);
        let mut low = None;
        for (high, rows) in borders.ends {
            chunks.push(Planned {
                bounds: Bounds::Range {
                    low: low.take(),
                    high: Some(high.clone()),
                },
                estimated_rows: rows,
            });
            low = Some(high);
        }
        chunks.push(Planned {
            bounds: Bounds::Range { low, high: None },
            estimated_rows: borders.rest,
        });
        chunks.push(Planned {
            bounds: Bounds::NullKey,
            estimated_rows: rows.saturating_sub(counted),
        });
        let why = "the business key is a plain, indexed column on both sides".to_owned();
        Ok(Plan {
            outline: Outline {
                way: Way::Range,
                why,
                estimated_rows: rows,
            },
            chunks,
        })
    }

    /// Why the source cannot be read by key ranges; `None`: it can.
    fn range_obstacle(&mut self, rows: u64) -> Result<Option<String>> {
        let info = self.session.info;
        if self.current_keys / 2 > rows && !looks_up(self.session, rows, self.current_keys) {
            return Ok(Some(
                "the target holds far more keys than the source, and one range could hold most of \
                 them"
                    .to_owned(),
            ));
        }
        if info.target.key_source.is_empty() {
            return Ok(Some(
                "the business key is computed, so key ranges of the source could meet".to_owned(),
            ));
        }
        for place in info.target.key_source {
            let column = &info.source.columns[*place];
            let plain =
                column.trim == Trim::None && column.format.is_empty() && column.nulls.is_empty();
            // Where both sides have types for them, also moments and UUIDs.
            let has_types = source_of(&mut self.source)?
                .dialect()
                .is_some_and(|dialect| dialect.has_temporal_types());
            let typed = has_types && self.session.target.dialect.has_temporal_types();
            let ordered = match column.ty {
                SqlType::SmallInt
                | SqlType::Integer
                | SqlType::BigInt
                | SqlType::Text
                | SqlType::Varchar(_) => true,
                SqlType::Date | SqlType::Timestamp | SqlType::TimestampTz | SqlType::Uuid => typed,
                _ => false,
            };
            if !plain || !ordered {
                return Ok(Some(format!(
                    "source and target may order the key column {} differently",
                    column.name
                )));
            }
        }
        if let Some(name) = self.misordered()? {
            return Ok(Some(format!(
                "the key column {name} is of another type, or text that is not ordered by its \
                 bytes"
            )));
        }
        let probe = Bounds::Range {
            low: Some(probe(info, true)),
            high: Some(probe(info, false)),
        };
        if !source_of(&mut self.source)?.serves(&probe)? {
            return Ok(Some(
                "the source has no index that serves ranges of the key".to_owned(),
            ));
        }
        if let Some(target) = self.target.as_mut().filter(|_| !self.initial) {
            let names: Vec<&str> = info
                .target
                .key
                .iter()
                .map(|place| info.target.columns[*place].name)
                .collect();
            if !target.searches(&self.session.target.sql_where(
                |statements| statements.read_slice,
                &probe.predicate(&names, self.session.target.dialect),
            ))? {
                return Ok(Some(
                    "the target has no index that serves ranges of the key".to_owned(),
                ));
            }
        }
        Ok(None)
    }
}

fn whole(rows: u64, why: &str) -> Plan {
    let outline = Outline {
        way: Way::Whole,
        why: why.to_owned(),
        estimated_rows: rows,
    };
    Plan {
        outline,
        chunks: vec![Planned {
            bounds: Bounds::All,
            estimated_rows: rows,
        }],
    }
}

fn parts_of(parts: Vec<(Bounds, u64)>) -> Plan {
    let chunks: Vec<Planned> = parts
        .into_iter()
        .map(|(bounds, rows)| Planned {
            bounds,
            estimated_rows: rows,
        })
        .collect();
    let rows = chunks.iter().map(|chunk| chunk.estimated_rows).sum();
    let why = "rows are added without a key, so files are cut at record ends".to_owned();
    Plan {
        outline: Outline {
            way: Way::Parts,
            why,
            estimated_rows: rows,
        },
        chunks,
    }
}

fn source_of<'d>(
    source: &'d mut Option<&mut dyn SourceReader>,
) -> Result<&'d mut dyn SourceReader> {
    source
        .as_deref_mut()
        .ok_or_else(|| Error::failed("the source is not open"))
}

/// Some border for EXPLAIN: only its type matters.
fn probe(info: &crate::info::JobInfo, low: bool) -> Vec<Border> {
    let border = |place: &usize| match info.source.columns[*place].ty {
        SqlType::Text | SqlType::Varchar(_) => Border::Text(if low { "a" } else { "b" }.to_owned()),
        SqlType::Date | SqlType::Timestamp | SqlType::TimestampTz => {
            Border::Text(if low { "2000-01-01" } else { "2000-01-02" }.to_owned())
        }
        SqlType::Uuid => Border::Text(format!(
            "00000000-0000-0000-0000-00000000000{}",
            u8::from(!low)
        )),
        _ => Border::Integer(i64::from(!low)),
    };
    info.target.key_source.iter().map(border).collect()
}
