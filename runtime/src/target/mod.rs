//! The target table: its name, its statements, and what is written into it.

pub(crate) mod indexes;
pub(crate) mod rounds;
pub(crate) mod slice;
pub(crate) mod table;
pub(crate) mod taken;

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use loadwright_types::pieces::filled;
use xxhash_rust::xxh3::xxh3_64;

use crate::connections::DatabasePlace;
use crate::database::{Database, Dialect, fault, identifier, literal, statements, values};
use crate::diff::changes::ChangeSet;
use crate::diff::limits::Limit;
use crate::diff::slots::Arena;
use crate::error::Result;
use crate::info::{Flag, JobInfo, SqlType, Statements, TargetInfo};
use crate::settings::params::fill_in;
use crate::value::rowhash::HashShape;
use crate::value::{ParamValue, TimestampTz};
pub(crate) use indexes::OurIndex;
use table::Table;

/// The target of one run: names resolved, statements ready to prepare.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) info: &'static TargetInfo,
    pub(crate) schema: String,
    pub(crate) table: String,
    pub(crate) dialect: Dialect,
    /// How its database handles it.
    pub(crate) handled: Box<dyn Table>,
    /// Known once its shape was looked at.
    seen: OnceLock<Seen>,
    pub(crate) statements: &'static Statements,
    /// The run's params as literals, for the statements that name them.
    params: Vec<(&'static str, String)>,
}

/// What a look at the table's shape found.
#[derive(Debug)]
pub(crate) struct Seen {
    /// It has constraints that are asked at the end of a transaction.
    pub(crate) defers: bool,
    /// Columns that are narrower than the job's, by place.
    pub(crate) limits: Vec<Limit>,
    /// How far apart its versions' starts are at least, in microseconds.
    pub(crate) start_micros: i64,
}

impl Target {
    /// Resolves the target's name: the spec's schema, else the connection's.
    pub(crate) fn new(
        info: &'static JobInfo,
        place: &dyn DatabasePlace,
        handled: Box<dyn Table>,
        params: &[ParamValue],
    ) -> Result<Target> {
        let dialect = place.dialect();
        let table = fill_in(info.target.table, info.params, params)?;
        let (schema, table) = table.split_once('.').unwrap_or((place.schema(), &table));
        let (schema, table) = (schema.to_owned(), table.to_owned());
        Ok(Target {
            info: &info.target,
            schema,
            table,
            dialect,
            handled,
            seen: OnceLock::new(),
            statements: statements(info, dialect)?,
            params: info
                .params
                .iter()
                .zip(params)
                .map(|(param, value)| (param.name, dialect.param(value, param.ty)))
                .collect(),
        })
    }

    /// Keeps what was seen of the table.
    pub(crate) fn see(&self, seen: Seen) {
        // Whoever looked first saw the same.
        let _ = self.seen.set(seen);
    }

    /// Columns that are narrower than the job's; none before the table was looked at.
    pub(crate) fn limits(&self) -> &[Limit] {
        self.seen.get().map_or(&[], |seen| &seen.limits)
    }

    /// An instant as the table's starts of versions hold it: not later.
    pub(crate) fn as_start(&self, instant: TimestampTz) -> TimestampTz {
        let unit = self.seen.get().map_or(1, |seen| seen.start_micros);
        instant - chrono::TimeDelta::microseconds(instant.timestamp_micros().rem_euclid(unit))
    }

    /// All instants that the table's starts of versions, which are of this type, hold as they hold
    /// this one.
    pub(crate) fn same_start(
        &self,
        instant: TimestampTz,
        ty: SqlType,
    ) -> RangeInclusive<TimestampTz> {
        let unit = match ty {
            SqlType::Date => 86_400_000_000,
            _ => self.seen.get().map_or(1, |seen| seen.start_micros),
        };
        let micros = chrono::TimeDelta::microseconds;
        let first = instant - micros(instant.timestamp_micros().rem_euclid(unit));
        first..=first + micros(unit - 1)
    }

    /// `main.dim_airport`: the table as people and the ledger name it.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.schema, self.table)
    }

    /// The table's quoted, qualified name.
    pub(crate) fn quoted(&self) -> String {
        format!("{}.{}", identifier(&self.schema), identifier(&self.table))
    }

    /// One of the job's statements, with its names put in.
    pub(crate) fn sql(&self, pick: impl Fn(&Statements) -> &'static str) -> String {
        self.sql_where(pick, "1 = 1")
    }

    /// The same, for rows that a predicate picks.
    pub(crate) fn sql_where(
        &self,
        pick: impl Fn(&Statements) -> &'static str,
        predicate: &str,
    ) -> String {
        self.filled(pick(self.statements), |mark| {
            (mark == "${where}").then(|| predicate.to_owned())
        })
    }

    /// A statement with its names and params put in; `more` knows the other marks.
    pub(crate) fn filled(&self, sql: &str, more: impl Fn(&str) -> Option<String>) -> String {
        let index = |role: &str| {
            let name = identifier(&self.index_name(role));
            if self.dialect.qualifies_indexes() {
                format!("{}.{name}", identifier(&self.schema))
            } else {
                name
            }
        };
        filled(sql, |mark| match mark {
            "${target}" => Some(self.quoted()),
            "${table}" => Some(identifier(&self.table)),
            "${index_current}" => Some(index(OurIndex::Current.role())),
            "${index_versions}" => Some(index(OurIndex::Versions.role())),
            _ => match mark.strip_prefix(':') {
                Some(name) => self
                    .params
                    .iter()
                    .find(|(param, _)| *param == name)
                    .map(|(_, literal)| literal.clone()),
                None => more(mark),
            },
        })
    }

    /// The name of an index of ours. A database may cut long names: those of a table with a long
    /// name would be one.
    pub(crate) fn index_name(&self, role: &str) -> String {
        let name = format!("{}_{role}", self.table);
        let Some(longest) = self
            .dialect
            .longest_name()
            .filter(|longest| name.len() > *longest)
        else {
            return name;
        };
        let mark = format!("_{:016x}_{role}", xxh3_64(self.table.as_bytes()));
        let end = (0..=longest.saturating_sub(mark.len()))
            .rev()
            .find(|end| self.table.is_char_boundary(*end))
            .unwrap_or(0);
        format!("{}{mark}", &self.table[..end])
    }

    /// Creates the table.
    pub(crate) fn create(&self, database: &mut Database) -> Result<()> {
        let sql = self.sql(|statements| statements.create_table);
        database
            .batch(&sql)
            .map_err(|error| fault(error, format!("cannot create {}", self.name())))?;
        self.handled.created(self, database)
    }

    /// Refreshes the planner's statistics.
    pub(crate) fn analyze(&self, database: &mut Database) -> Result<()> {
        database
            .batch(&format!("ANALYZE {}", self.quoted()))
            .map_err(|error| {
                fault(
                    error,
                    format!("the statistics of {} could not be refreshed", self.name()),
                )
            })
    }

    /// Whether the table is there.
    pub(crate) fn exists(&self, database: &mut Database) -> Result<bool> {
        database
            .table_exists(&self.schema, &self.table)
            .map_err(|error| fault(error, format!("cannot look for the table {}", self.name())))
    }

    /// No row at all but the special members: closed versions count as rows, which a first load
    /// need not look for.
    pub(crate) fn is_empty(&self, database: &mut Database) -> Result<bool> {
        let members = self.info.members;
        let living = match self.info.surrogate_key {
            Some(key) if !members.is_empty() => {
                let keys: Vec<String> = members
                    .iter()
                    .map(|member| member.key.to_string())
                    .collect();
                let column = identifier(key.column);
                format!(" WHERE {column} NOT IN ({})", keys.join(", "))
            }
            _ => String::new(),
        };
        let sql = format!(
            "SELECT NOT EXISTS (SELECT 1 FROM {}{living})",
            self.quoted()
        );
        database
            .query_row(&sql, values![], |row| row.get(0))
            .map_err(|error| fault(error, "cannot look whether the target is empty"))
    }

    /// The predicate of rows that are current, and no special member's. `of`: the table's alias and
    /// a point, or nothing.
    pub(crate) fn is_living(&self, of: &str) -> String {
        let current = self.info.history.map(|history| {
            let flag = history.is_current;
            format!(
                "{of}{} = {}",
                identifier(flag.column),
                self.dialect.literal(&flag.on)
            )
        });
        let members: Vec<String> = self
            .info
            .members
            .iter()
            .map(|member| member.key.to_string())
            .collect();
        let key = self.info.surrogate_key.filter(|_| !members.is_empty());
        let other = key.map(|key| {
            format!(
                "{of}{} NOT IN ({})",
                identifier(key.column),
                members.join(", ")
            )
        });
        let list: Vec<String> = current.into_iter().chain(other).collect();
        if list.is_empty() {
            "1 = 1".to_owned()
        } else {
            list.join(" AND ")
        }
    }

    /// Current rows, without special members and rows that say that their key is gone.
    pub(crate) fn count_current(&self, database: &mut Database) -> Result<u64> {
        let sql = if self.info.key.is_empty() {
            format!("SELECT count(*) FROM {}", self.quoted())
        } else {
            let slice = self.sql_where(|statements| statements.read_slice, &self.is_there());
            format!(
                "SELECT count(*) FROM ({}) AS slice",
                slice.trim_end().trim_end_matches(';')
            )
        };
        database
            .query_row(&sql, values![], |row| row.get(0))
            .map_err(|error| {
                fault(
                    error,
                    format!("cannot count the current rows of {}", self.name()),
                )
            })
    }

    /// The predicate of rows that do not say that their key is gone.
    fn is_there(&self) -> String {
        let is_gone = |flag: Flag| {
            format!(
                "{} = {}",
                identifier(flag.column),
                self.dialect.literal(&flag.on)
            )
        };
        self.info.deleted.map_or_else(
            || "1 = 1".to_owned(),
            |flag| format!("({}) IS NOT TRUE", is_gone(flag)),
        )
    }

    /// Current rows that can be missing; `None`: there is no scope, all can.
    pub(crate) fn count_in_scope(&self, database: &mut Database) -> Result<Option<u64>> {
        if !self.info.missing_scope {
            return Ok(None);
        }
        let sql = self.sql_where(|statements| statements.count_scope, &self.is_there());
        database
            .query_row(sql.trim_end().trim_end_matches(';'), values![], |row| {
                row.get(0)
            })
            .map(Some)
            .map_err(|error| {
                fault(
                    error,
                    format!("cannot count the rows of {} in missing_scope", self.name()),
                )
            })
    }

    /// The latest start of a version, where one that begins at `effective` would not follow it:
    /// among all rows, which an index answers alone, or among current ones. The database compares:
    /// its columns hold moments that no program need know, as `-infinity`.
    pub(crate) fn late_start(
        &self,
        database: &mut Database,
        effective: &str,
        only_current: bool,
    ) -> Result<Option<String>> {
        let Some(history) = &self.info.history else {
            return Ok(None);
        };
        let flag = &history.is_current;
        let current = format!(
            " WHERE {} = {}",
            identifier(flag.column),
            self.dialect.literal(&flag.on)
        );
        let filter = if only_current { current.as_str() } else { "" };
        // On the day on which a version began it is overwritten, so a date may be equal; a moment
        // may not.
        let is_late = if history.ty == SqlType::Date {
            ">"
        } else {
            ">="
        };
        let sql = format!(
            "SELECT CAST(latest AS text) FROM (SELECT max({}) AS latest FROM {}{filter}) AS \
             starts WHERE latest {is_late} {}",
            identifier(history.valid_from),
            self.quoted(),
            self.dialect.typed(&literal(effective), history.ty)
        );
        database
            .query_optional(&sql, values![], |row| row.get(0))
            .map_err(|error| fault(error, "cannot read the latest start of a version"))
    }
}

/// The steps of a chunk's writes, in the order in which a value can move from one key to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Versions end.
    End,
    /// Rows that stay change.
    Change,
    /// Rows begin.
    Begin,
}

impl Step {
    pub(crate) const ALL: [Step; 3] = [Step::End, Step::Change, Step::Begin];
}

/// What a chunk's writes need to know of the run.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    pub(crate) target: &'a Target,
    pub(crate) shape: &'a HashShape,
    pub(crate) run_id: i64,
    /// The run's clock, for audit columns.
    pub(crate) now: &'a str,
    /// Start of new versions, as stored.
    pub(crate) effective: &'a str,
    /// The target held no row when the run was planned: there are no older versions to look for.
    pub(crate) initial: bool,
}

impl Writer<'_> {
    /// Writes all changes of a chunk, inside its transaction.
    pub(crate) fn apply(
        &self,
        database: &mut Database,
        arena: &Arena,
        changes: &ChangeSet,
    ) -> Result<()> {
        let table = &self.target.handled;
        table.apply(self, database, arena, changes, &Step::ALL)?;
        match self.target.seen.get() {
            Some(seen) if seen.defers => table.ask_constraints(self, database, &[(arena, changes)]),
            _ => Ok(()),
        }
    }
}

/// An instant as the history's columns store it.
pub(crate) fn history_text(instant: TimestampTz, ty: SqlType) -> String {
    match ty {
        SqlType::Date => instant.format("%Y-%m-%d").to_string(),
        SqlType::Timestamp => instant.format("%Y-%m-%dT%H:%M:%S%.6f").to_string(),
        _ => crate::clock::text(instant),
    }
}
