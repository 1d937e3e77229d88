//! Writing one chunk's changes into SQLite, key by key, inside its transaction. Nothing here
//! commits.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};

use super::Each;
use super::insert::Inserts;
use crate::adapters::sqlite::session::fault;
use crate::diff::changes::{Action, Change, ChangeSet};
use crate::diff::slots::Arena;
use crate::error::{Error, Kind, Result};
use crate::info::{Change as ColumnChange, Type1Scope};
use crate::target::Step;
use crate::target::rounds::in_rounds;
use crate::target::taken::Taken;
use crate::value::cell::Cell;
use crate::value::written::{CellSlice, cell_text, unreadable};

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Null => ValueRef::Null,
            Cell::Integer(value) => ValueRef::Integer(*value),
            Cell::Real(value) => ValueRef::Real(*value),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A prepared statement whose values are bound one after the other.
pub(super) struct Bound<'c> {
    statement: CachedStatement<'c>,
    next: usize,
}

impl<'c> Bound<'c> {
    pub(super) fn prepare(connection: &'c Connection, sql: &str) -> Result<Bound<'c>> {
        let statement = connection
            .prepare_cached(sql)
            .map_err(|error| fault(error, format!("cannot prepare: {}", one_line(sql))))?;
        Ok(Bound { statement, next: 1 })
    }

    pub(super) fn bind(&mut self, value: impl ToSql) -> Result<()> {
        self.statement
            .raw_bind_parameter(self.next, value)
            .map_err(|error| fault(error, "cannot bind a value"))?;
        self.next += 1;
        Ok(())
    }

    pub(super) fn execute(&mut self, writer: &Each<'_>, what: &str) -> Result<usize> {
        self.next = 1;
        self.statement
            .raw_execute()
            .map_err(|error| writer.row_fault(error, &format!("cannot {what}")))
    }
}

fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a change takes part in a step.
fn takes(action: Action, step: Step) -> bool {
    match (action, step) {
        (Action::Version { .. }, Step::End | Step::Begin) | (Action::Insert, Step::Begin) => true,
        (
            Action::OverwriteDay { .. } | Action::Update | Action::Rehash | Action::Unflag,
            Step::Change,
        ) => true,
        (_, _) => false,
    }
}

/// One version of a key, as it is stored.
struct Version {
    valid_from: String,
    may_be_current: bool,
    hash: Option<Vec<u8>>,
    kept: Vec<rusqlite::types::Value>,
}

impl Each<'_> {
    /// Takes steps of a chunk's writes.
    pub(super) fn apply(
        &self,
        connection: &Connection,
        arena: &Arena,
        changes: &ChangeSet,
        steps: &[Step],
    ) -> Result<()> {
        let mut inserts = Inserts::prepare(self, connection)?;
        let mut cells = Vec::with_capacity(self.target.info.columns.len());
        for step in steps {
            let list: Vec<&Change> = changes
                .changes
                .iter()
                .filter(|change| takes(change.action, *step))
                .collect();
            // A row of those that stay may take what the next one gives up.
            let left = in_rounds(list, |change| {
                cells.clear();
                for cell in CellSlice::new(arena.get(change.row)) {
                    cells.push(cell.map_err(unreadable)?);
                }
                match self.step(connection, &mut inserts, arena, change, &cells, *step) {
                    Err(error)
                        if error.kind() == Kind::Conflict
                            && *step == Step::Change
                            && !connection.is_autocommit() =>
                    {
                        Ok(Some(error))
                    }
                    done => done.map(|()| None),
                }
            })?;
            if let Some((_, refused)) = left {
                return Err(refused);
            }
        }
        inserts.finish()
    }

    /// One step of one key. Errors name the key.
    fn step<'v>(
        &self,
        connection: &Connection,
        inserts: &mut Inserts<'_, 'v>,
        arena: &'v Arena,
        change: &Change,
        cells: &[Cell<'v>],
        step: Step,
    ) -> Result<()> {
        let hash = arena.get(change.hash);
        if change.action == Action::Insert {
            return self.insert(connection, inserts, cells, hash);
        }
        let unflagged = match change.flagged && step != Step::Begin {
            true => self.on_key(
                connection,
                &self.texts.unflag,
                &self.key_of(cells),
                &[],
                true,
            ),
            false => Ok(()),
        };
        let written = unflagged.and_then(|()| match change.action {
            Action::Version { .. } if step == Step::End => self.on_key(
                connection,
                &self.texts.close,
                &self.key_of(cells),
                &[Cell::Text(self.effective)],
                true,
            ),
            Action::Version { type1 } => self.version(connection, inserts, cells, hash, type1),
            Action::OverwriteDay { type1 } => self.overwrite_day(connection, cells, hash, type1),
            Action::Update => self.update(connection, cells, hash),
            Action::Rehash => self.on_key(
                connection,
                &self.texts.rehash,
                &self.key_of(cells),
                &[Cell::Blob(hash)],
                false,
            ),
            Action::Insert | Action::Unflag => Ok(()),
        });
        written.map_err(|error| error.within(self.at_key(cells)))
    }

    /// A key without a current row: new, or come back.
    fn insert<'v>(
        &self,
        connection: &Connection,
        inserts: &mut Inserts<'_, 'v>,
        cells: &[Cell<'v>],
        hash: &'v [u8],
    ) -> Result<()> {
        let versions = match self.target.info.history {
            Some(_) if !self.initial => self.versions(connection, cells)?,
            _ => Vec::new(),
        };
        let Some(earliest) = versions.first() else {
            return inserts.push(cells, hash);
        };
        inserts
            .now(cells, self.effective, hash, &earliest.kept)
            .and_then(|()| self.update_versions(connection, cells, hash, &versions))
            .and_then(|()| self.check(connection, &self.key_of(cells)))
            .map_err(|error| error.within(self.at_key(cells)))
    }

    /// The next version of a key whose current one has ended.
    fn version(
        &self,
        connection: &Connection,
        inserts: &mut Inserts<'_, '_>,
        cells: &[Cell<'_>],
        hash: &[u8],
        type1: bool,
    ) -> Result<()> {
        let older = if type1 || self.has(ColumnChange::Keep) {
            self.versions(connection, cells)?
        } else {
            Vec::new()
        };
        let kept = older.first().map_or(&[][..], |version| &version.kept);
        inserts.now(cells, self.effective, hash, kept)?;
        if type1 {
            self.update_versions(connection, cells, hash, &older)?;
        }
        self.check(connection, &self.key_of(cells))
    }

    /// A changed type 2 column on the day on which the current version began.
    fn overwrite_day(
        &self,
        connection: &Connection,
        cells: &[Cell<'_>],
        hash: &[u8],
        type1: bool,
    ) -> Result<()> {
        let mut values = self.pick(cells, |change| {
            !matches!(change, ColumnChange::Key | ColumnChange::Keep)
        });
        values.extend(self.hash_cell(hash));
        self.on_key(
            connection,
            &self.texts.overwrite_current,
            &self.key_of(cells),
            &values,
            true,
        )?;
        if type1 {
            let versions = self.versions(connection, cells)?;
            self.update_versions(connection, cells, hash, &versions)?;
        }
        Ok(())
    }

    /// Changed columns that are overwritten.
    fn update(&self, connection: &Connection, cells: &[Cell<'_>], hash: &[u8]) -> Result<()> {
        let history = self.target.info.history.is_some();
        let mut values = self.pick(cells, |change| match change {
            ColumnChange::Overwrite => true,
            ColumnChange::Version | ColumnChange::Untracked => !history,
            ColumnChange::Key | ColumnChange::Keep => false,
        });
        values.extend(self.hash_cell(hash));
        self.on_key(
            connection,
            &self.texts.update_current,
            &self.key_of(cells),
            &values,
            true,
        )?;
        if history && self.target.info.type1_scope == Type1Scope::AllVersions {
            let versions = self.versions(connection, cells)?;
            self.update_versions(connection, cells, hash, &versions)?;
        }
        Ok(())
    }

    /// Writes type 1 values, and their half of the hash, to the key's versions that are not
    /// current.
    fn update_versions(
        &self,
        connection: &Connection,
        cells: &[Cell<'_>],
        hash: &[u8],
        versions: &[Version],
    ) -> Result<()> {
        let info = self.target.info;
        if info.type1_scope != Type1Scope::AllVersions || !self.has(ColumnChange::Overwrite) {
            return Ok(());
        }
        let mut statement = Bound::prepare(connection, &self.texts.update_version)?;
        let values = self.pick(cells, |change| change == ColumnChange::Overwrite);
        // One of the list may be current: the statement itself leaves that row alone.
        for version in versions {
            for cell in self.key_of(cells) {
                statement.bind(cell)?;
            }
            statement.bind(&version.valid_from)?;
            for value in &values {
                statement.bind(value)?;
            }
            if info.row_hash.is_some() {
                statement.bind(self.shape.with_type1_of(version.hash.as_deref(), hash))?;
            }
            self.bind_audit(&mut statement)?;
            let rows = statement.execute(self, "write the type 1 columns of an older version")?;
            if rows == 0 && !version.may_be_current {
                return Err(Error::failed("an older version stays as it is").help(
                    "a trigger of the table keeps the row (RAISE(IGNORE)): drop it, or make it \
                     let the row change",
                ));
            }
        }
        Ok(())
    }

    /// Runs a statement about the current row of one key, which is there.
    pub(super) fn on_key(
        &self,
        connection: &Connection,
        sql: &str,
        key: &[Cell<'_>],
        values: &[Cell<'_>],
        audit: bool,
    ) -> Result<()> {
        match self.on_key_if_any(connection, sql, key, values, audit)? {
            true => Ok(()),
            false => Err(Error::new(
                Kind::Transient,
                "the current row is gone: the table was changed meanwhile",
            )),
        }
    }

    /// The same, for a row that someone may have taken away by hand. Says whether it was there.
    pub(super) fn on_key_if_any(
        &self,
        connection: &Connection,
        sql: &str,
        key: &[Cell<'_>],
        values: &[Cell<'_>],
        audit: bool,
    ) -> Result<bool> {
        let mut statement = Bound::prepare(connection, sql)?;
        for value in key.iter().chain(values) {
            statement.bind(value)?;
        }
        if audit {
            self.bind_audit(&mut statement)?;
        }
        match statement.execute(self, "change the current row")? {
            rows @ 0..=1 => Ok(rows == 1),
            rows => Err(Error::failed(format!("the key has {rows} current rows"))
                .help("close all but one of them, then run again")),
        }
    }

    /// The key's cells of a row.
    fn key_of<'v>(&self, cells: &[Cell<'v>]) -> Vec<Cell<'v>> {
        self.target
            .info
            .key
            .iter()
            .map(|place| cells[*place])
            .collect()
    }

    fn bind_audit(&self, statement: &mut Bound<'_>) -> Result<()> {
        if self.target.info.audit.updated_run.is_some() {
            statement.bind(self.run_id)?;
        }
        if self.target.info.audit.updated_at.is_some() {
            statement.bind(self.now)?;
        }
        Ok(())
    }

    fn pick<'v>(&self, cells: &[Cell<'v>], wanted: impl Fn(ColumnChange) -> bool) -> Vec<Cell<'v>> {
        cells
            .iter()
            .zip(self.target.info.columns)
            .filter(|(_, column)| wanted(column.change))
            .map(|(cell, _)| *cell)
            .collect()
    }

    fn hash_cell<'h>(&self, hash: &'h [u8]) -> Option<Cell<'h>> {
        self.target.info.row_hash.map(|_| Cell::Blob(hash))
    }

    fn has(&self, change: ColumnChange) -> bool {
        self.target
            .info
            .columns
            .iter()
            .any(|column| column.change == change)
    }

    fn versions(&self, connection: &Connection, cells: &[Cell<'_>]) -> Result<Vec<Version>> {
        let kept = self
            .target
            .info
            .columns
            .iter()
            .filter(|column| column.change == ColumnChange::Keep)
            .count();
        let read = || -> rusqlite::Result<Vec<Version>> {
            let mut statement = connection.prepare_cached(&self.texts.read_versions)?;
            for (index, cell) in self.key_of(cells).into_iter().enumerate() {
                statement.raw_bind_parameter(index + 1, cell)?;
            }
            let mut rows = statement.raw_query();
            let mut list = Vec::new();
            while let Some(row) = rows.next()? {
                let kept = (0..kept)
                    .map(|index| row.get(4 + index))
                    .collect::<rusqlite::Result<_>>()?;
                list.push(Version {
                    valid_from: row.get(0)?,
                    may_be_current: row.get::<_, Option<bool>>(2)? != Some(false),
                    hash: row.get(3)?,
                    kept,
                });
            }
            Ok(list)
        };
        read().map_err(|error| fault(error, "cannot read the versions of a key"))
    }

    /// The rules of the history, asked of one key whose versions changed.
    pub(super) fn check(&self, connection: &Connection, key: &[Cell<'_>]) -> Result<()> {
        let read = || -> rusqlite::Result<i64> {
            let mut statement = connection.prepare_cached(&self.texts.check_key)?;
            for (index, cell) in key.iter().enumerate() {
                statement.raw_bind_parameter(index + 1, cell)?;
            }
            let mut rows = statement.raw_query();
            rows.next()?.map_or(Ok(0), |row| row.get(0))
        };
        match read().map_err(|error| fault(error, "cannot check the versions of a key"))? {
            0 => Ok(()),
            broken => Err(Error::refused(format!(
                "{broken} of its versions would overlap, end before they begin, or follow the \
                 current one"
            ))
            .help(
                "look at the key's versions: some were written by hand, or begin or end after \
                 this run's effective time, which must be later then",
            )),
        }
    }

    /// An error while a row is written.
    #[cold]
    fn row_fault(&self, error: rusqlite::Error, doing: &str) -> Error {
        use rusqlite::ffi::{
            SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE,
        };
        let unique = [
            SQLITE_CONSTRAINT_UNIQUE,
            SQLITE_CONSTRAINT_PRIMARYKEY,
            SQLITE_CONSTRAINT_ROWID,
        ];
        let is_unique = error
            .sqlite_error()
            .is_some_and(|error| unique.contains(&error.extended_code));
        if !is_unique {
            return fault(error, doing);
        }
        // `UNIQUE constraint failed: table.column, table.column`; of an index on expressions
        // `index 'name'`.
        let text = error.to_string();
        let told = text.rsplit_once("failed: ").map_or("", |(_, told)| told);
        let table = format!("{}.", self.target.table);
        let columns = told
            .split(", ")
            .filter_map(|column| column.strip_prefix(table.as_str()))
            .map(str::to_owned)
            .collect();
        let constraint = told
            .strip_prefix("index '")
            .and_then(|name| name.strip_suffix('\''))
            .map(str::to_owned);
        self.taken(
            &Taken {
                columns,
                constraint,
            },
            doing,
            error,
        )
    }

    /// Where a row could not be written, for an error.
    pub(super) fn at_key(&self, cells: &[Cell<'_>]) -> String {
        format!("cannot write the row with the key {}", self.key_text(cells))
    }

    fn key_text(&self, cells: &[Cell<'_>]) -> String {
        if self.target.info.key.is_empty() {
            return "(none)".to_owned();
        }
        self.key_of(cells)
            .iter()
            .map(cell_text)
            .collect::<Vec<_>>()
            .join(", ")
    }
}
