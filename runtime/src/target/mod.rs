//! The target table: its name, its statements, and what is written into it.

mod indexes;
#[cfg(feature = "postgres")]
mod postgres;
pub(crate) mod slice;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
pub(crate) mod taken;

use std::sync::OnceLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::database::{Database, Dialect, fault, identifier, literal, values};
use crate::diff::changes::ChangeSet;
use crate::diff::limits::Limit;
use crate::diff::slots::Arena;
use crate::error::{Error, Result};
use crate::info::{Backend, Flag, JobInfo, SqlType, Statements, TargetInfo};
use crate::ledger::Ledger;
use crate::pieces::filled;
use crate::settings::params::fill_in;
use crate::value::rowhash::HashShape;
use crate::value::{ParamValue, TimestampTz};
pub(crate) use indexes::OurIndex;

/// The target of one run: names resolved, statements ready to prepare.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) info: &'static TargetInfo,
    pub(crate) schema: String,
    pub(crate) table: String,
    pub(crate) dialect: Dialect,
    /// Known once its shape was looked at.
    seen: OnceLock<Seen>,
    #[cfg(feature = "sqlite")]
    pub(crate) texts: sqlite::Texts,
    statements: &'static Statements,
    /// The run's params as literals, for the statements that name them.
    params: Vec<(&'static str, String)>,
}

/// What a look at the table's shape found.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Rows can be copied straight into it.
    #[cfg(feature = "postgres")]
    pub(crate) takes_copy: bool,
    /// It has constraints that are asked at the end of a transaction.
    pub(crate) defers: bool,
    /// Columns that are narrower than the job's, by place.
    pub(crate) limits: Vec<Limit>,
    /// How far apart its versions' starts are at least, in microseconds.
    pub(crate) start_micros: i64,
}

impl Target {
    /// Resolves the target's name: the spec's schema, else the connection's.
    pub(crate) fn new(info: &'static JobInfo, dialect: Dialect, default_schema: &str, params: &[ParamValue]) -> Result<Target> {
        let table = fill_in(info.target.table, info.params, params)?;
        let (schema, table) = table.split_once('.').unwrap_or((default_schema, &table));
        let (schema, table) = (schema.to_owned(), table.to_owned());
        let mut target = Target {
            info: &info.target,
            schema,
            table,
            dialect,
            seen: OnceLock::new(),
            #[cfg(feature = "sqlite")]
            texts: sqlite::Texts::default(),
            statements: statements(info, dialect)?,
            params: info.params.iter().zip(params).map(|(param, value)| (param.name, dialect.param(value, param.ty))).collect(),
        };
        #[cfg(feature = "sqlite")]
        if !dialect.is_server() {
            target.texts = sqlite::Texts::of(&target);
        }
        Ok(target)
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
    pub(crate) fn sql_where(&self, pick: impl Fn(&Statements) -> &'static str, predicate: &str) -> String {
        self.filled(pick(self.statements), |mark| (mark == "${where}").then(|| predicate.to_owned()))
    }

    /// A statement with its names and params put in; `more` knows the other marks.
    fn filled(&self, sql: &str, more: impl Fn(&str) -> Option<String>) -> String {
        let index = |role: &str| {
            let name = identifier(&self.index_name(role));
            // A server makes an index in its table's schema, and takes no other name for it.
            if self.dialect.is_server() { name } else { format!("{}.{name}", identifier(&self.schema)) }
        };
        filled(sql, |mark| match mark {
            "${target}" => Some(self.quoted()),
            "${table}" => Some(identifier(&self.table)),
            "${index_current}" => Some(index(OurIndex::Current.role())),
            "${index_versions}" => Some(index(OurIndex::Versions.role())),
            _ => match mark.strip_prefix(':') {
                Some(name) => self.params.iter().find(|(param, _)| *param == name).map(|(_, literal)| literal.clone()),
                None => more(mark),
            },
        })
    }

    /// The name of an index of ours. A server cuts long names: those of a table with a long name would be one.
    fn index_name(&self, role: &str) -> String {
        let name = format!("{}_{role}", self.table);
        let Some(longest) = self.dialect.longest_name().filter(|longest| name.len() > *longest) else { return name };
        let mark = format!("_{:016x}_{role}", xxh3_64(self.table.as_bytes()));
        let end = (0..=longest.saturating_sub(mark.len())).rev().find(|end| self.table.is_char_boundary(*end)).unwrap_or(0);
        format!("{}{mark}", &self.table[..end])
    }

    /// Creates the table. A server's gets its primary key with the other indexes.
    pub(crate) fn create(&self, database: &mut Database) -> Result<()> {
        let sql = self.sql(|statements| statements.create_table);
        database.batch(&sql).map_err(|error| fault(error, format!("cannot create {}", self.name())))?;
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => self.defer_key(database),
        }
    }

    /// Refreshes the planner's statistics.
    pub(crate) fn analyze(&self, database: &mut Database) -> Result<()> {
        database
            .batch(&format!("ANALYZE {}", self.quoted()))
            .map_err(|error| fault(error, format!("the statistics of {} could not be refreshed", self.name())))
    }

    /// Whether the table is there.
    pub(crate) fn exists(&self, database: &mut Database) -> Result<bool> {
        database.table_exists(&self.schema, &self.table).map_err(|error| fault(error, format!("cannot look for the table {}", self.name())))
    }

    /// The predicate of rows that are current, and no special member's. `of`: the table's alias and a point, or nothing.
    pub(crate) fn is_living(&self, of: &str) -> String {
        let current = self.info.history.map(|history| {
            let flag = history.is_current;
            format!("{of}{} = {}", identifier(flag.column), self.dialect.literal(&flag.on))
        });
        let members: Vec<String> = self.info.members.iter().map(|member| member.key.to_string()).collect();
        let key = self.info.surrogate_key.filter(|_| !members.is_empty());
        let other = key.map(|key| format!("{of}{} NOT IN ({})", identifier(key.column), members.join(", ")));
        let list: Vec<String> = current.into_iter().chain(other).collect();
        if list.is_empty() { "1 = 1".to_owned() } else { list.join(" AND ") }
    }

    /// Current rows, without special members and rows that say that their key is gone.
    pub(crate) fn count_current(&self, database: &mut Database) -> Result<u64> {
        let sql = if self.info.key.is_empty() {
            format!("SELECT count(*) FROM {}", self.quoted())
        } else {
            let slice = self.sql_where(|statements| statements.read_slice, &self.is_there());
            format!("SELECT count(*) FROM ({}) AS slice", slice.trim_end().trim_end_matches(';'))
        };
        database
            .query_row(&sql, values![], |row| row.get(0))
            .map_err(|error| fault(error, format!("cannot count the current rows of {}", self.name())))
    }

    /// The predicate of rows that do not say that their key is gone.
    fn is_there(&self) -> String {
        let is_gone = |flag: Flag| format!("{} = {}", identifier(flag.column), self.dialect.literal(&flag.on));
        self.info.deleted.map_or_else(|| "1 = 1".to_owned(), |flag| format!("({}) IS NOT TRUE", is_gone(flag)))
    }

    /// Current rows that can be missing; `None`: there is no scope, all can.
    pub(crate) fn count_in_scope(&self, database: &mut Database) -> Result<Option<u64>> {
        if !self.info.missing_scope {
            return Ok(None);
        }
        let sql = self.sql_where(|statements| statements.count_scope, &self.is_there());
        database
            .query_row(sql.trim_end().trim_end_matches(';'), values![], |row| row.get(0))
            .map(Some)
            .map_err(|error| fault(error, format!("cannot count the rows of {} in missing_scope", self.name())))
    }

    /// Whether the table has constraints that are asked at the end of a transaction.
    pub(crate) fn defers(&self, database: &mut Database) -> Result<bool> {
        if !self.dialect.is_server() {
            return Ok(false);
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass(?1) AND condeferred)";
        database
            .query_row(sql, values![self.quoted()], |row| row.get(0))
            .map_err(|error| fault(error, format!("cannot ask for the constraints of {}", self.name())))
    }

    /// The latest start of a version, where one that begins at `effective` would not follow it: among all rows, which an index answers
    /// alone, or among current ones. The database compares: its columns hold moments that no program need know, as `-infinity`.
    pub(crate) fn late_start(&self, database: &mut Database, effective: &str, only_current: bool) -> Result<Option<String>> {
        let Some(history) = &self.info.history else { return Ok(None) };
        let flag = &history.is_current;
        let current = format!(" WHERE {} = {}", identifier(flag.column), self.dialect.literal(&flag.on));
        let filter = if only_current { current.as_str() } else { "" };
        // On the day on which a version began it is overwritten, so a date may be equal; a moment may not.
        let is_late = if history.ty == SqlType::Date { ">" } else { ">=" };
        let cast = if self.dialect.is_server() { format!("::{}", history.ty) } else { String::new() };
        let sql = format!(
            "SELECT CAST(latest AS text) FROM (SELECT max({}) AS latest FROM {}{filter}) AS starts WHERE latest {is_late} {}{cast}",
            identifier(history.valid_from),
            self.quoted(),
            literal(effective)
        );
        database
            .query_optional(&sql, values![], |row| row.get(0))
            .map_err(|error| fault(error, "cannot read the latest start of a version"))
    }
}

/// The statements that a job brings for a dialect.
pub(crate) fn statements(info: &'static JobInfo, dialect: Dialect) -> Result<&'static Statements> {
    let (backend, name) = match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => (Backend::Sqlite, "sqlite"),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => (Backend::Postgres, "postgres"),
    };
    info.sql.iter().find(|(other, _)| *other == backend).map(|(_, statements)| statements).ok_or_else(|| {
        Error::usage(format!("the job {} was not generated for connections of kind {name}", info.name))
            .help("name the kind in connections.yaml, and generate the job again")
    })
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
    pub(crate) fn apply(&self, database: &mut Database, arena: &Arena, changes: &ChangeSet) -> Result<()> {
        self.apply_steps(database, arena, changes, &Step::ALL)?;
        match self.target.seen.get() {
            Some(seen) if seen.defers => self.ask(database, &[(arena, changes)]),
            _ => Ok(()),
        }
    }

    /// Constraints that can be asked at the end of the transaction are asked there.
    pub(crate) fn defer(&self, database: &mut Database) -> Result<()> {
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.defer_constraints(session),
        }
    }

    /// Constraints that would be asked at the end of the transaction are asked now, so that the answer belongs to these chunks.
    pub(crate) fn ask(&self, database: &mut Database, chunks: &[(&Arena, &ChangeSet)]) -> Result<()> {
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.ask_constraints(session, chunks),
        }
    }

    /// Some of the steps: of several chunks in one transaction, each step is taken for all of them before the next.
    pub(crate) fn apply_steps(&self, database: &mut Database, arena: &Arena, changes: &ChangeSet, steps: &[Step]) -> Result<()> {
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.apply_each(connection, arena, changes, steps),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.apply_set(session, arena, changes, steps),
        }
    }

    /// Names the row in an error of a chunk's writes, after they were rolled back. SQLite's are written, and named, one by one.
    #[cfg_attr(not(feature = "postgres"), expect(unused_variables, reason = "SQLite names the row itself"))]
    pub(crate) fn blame(&self, database: &mut Database, arena: &Arena, changes: &ChangeSet, error: Error) -> Error {
        match database {
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.blame_row(session, arena, &changes.changes, error),
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => error,
        }
    }

    /// Does to every key that the run noted as missing what the spec says. Returns how many there were.
    pub(crate) fn close_missing(&self, ledger: &Ledger, database: &mut Database) -> Result<u64> {
        match database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(connection) => self.close_each(ledger, connection),
            #[cfg(feature = "postgres")]
            Database::Postgres(session) => self.close_set(ledger, session),
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
