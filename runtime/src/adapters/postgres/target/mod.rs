//! Writing into PostgreSQL: a chunk's changes travel by binary COPY, new rows straight into the
//! target, all else into a staging table from which a few statements about all its keys at once
//! change the target. Nothing here commits.

mod access;
mod close;
mod culprit;
mod key;
mod shape;
pub(crate) mod slice;
mod stage;
mod taken;

use std::ops::Deref;
use std::sync::OnceLock;

use tokio_postgres::error::SqlState;

use super::faults::server_error;
use crate::adapters::postgres::CopyIn;
use crate::adapters::postgres::copy::{self, CopyWriter};
use crate::adapters::postgres::session::Server;
use crate::clock;
use crate::database::{Database, Fault, fault, identifier, literal, values};
use crate::diff::Diff;
use crate::diff::changes::{Action, Change, ChangeSet};
use crate::diff::limits::Fit;
use crate::diff::slots::Arena;
use crate::error::{Error, Kind, Result};
use crate::info::{Change as ColumnChange, FirstVersion, Literal, SqlType, Statements, Type1Scope};
use crate::ledger::Ledger;
use crate::target::rounds::in_rounds;
use crate::target::slice::{SLICE_FLAGS, SliceReader};
use crate::target::table::{Found, Index, Named, Needs, Table, Unique};
use crate::target::{Step, Target, Writer};
use stage::{Bit, Stage};
use taken::conflict;

/// The staging table's name, for the statements.
pub(super) const STAGE: &str = "pg_temp.lw_stage";

/// Bytes that gather before they are handed to the server.
const BUFFER_BYTES: usize = 64 << 10;

/// Room for them, and for the row that fills the buffer.
const BUFFER_ROOM: usize = BUFFER_BYTES + (BUFFER_BYTES >> 2);

/// A table of PostgreSQL's: what a chunk changes is told in a few statements about all its keys.
#[derive(Debug, Default)]
pub(crate) struct PostgresTable {
    /// Rows can be copied straight into it; known once its shape was looked at.
    takes_copy: OnceLock<bool>,
}

impl PostgresTable {
    fn writer<'w>(&self, writer: &'w Writer<'w>) -> AllRows<'w> {
        AllRows {
            writer,
            takes_copy: self.takes_copy.get().copied().unwrap_or_default(),
        }
    }
}

/// What writes all changes of a chunk at once.
struct AllRows<'w> {
    writer: &'w Writer<'w>,
    takes_copy: bool,
}

impl<'w> Deref for AllRows<'w> {
    type Target = Writer<'w>;

    fn deref(&self) -> &Writer<'w> {
        self.writer
    }
}

impl Table for PostgresTable {
    fn columns(&self, target: &Target, database: &mut Database) -> Result<Vec<Found>> {
        shape::columns(target, database)
    }

    fn difference(&self, column: &Found, wanted: Option<SqlType>) -> Option<String> {
        shape::family_difference(column, wanted)
    }

    fn fit(&self, column: &Found, wanted: SqlType) -> Option<Fit> {
        shape::fit(wanted, &column.declared)
    }

    fn unfit(
        &self,
        target: &Target,
        database: &mut Database,
        found: &[Found],
        key: &[&str],
    ) -> Result<Vec<String>> {
        let mut list: Vec<String> = shape::unfit_relation(database, target, key)?
            .into_iter()
            .collect();
        list.extend(
            found
                .iter()
                .filter(|column| key.contains(&column.name.as_str()))
                .filter_map(shape::unfit_key),
        );
        Ok(list)
    }

    fn foreign_collation(
        &self,
        target: &Target,
        database: &mut Database,
        column: &str,
    ) -> Result<Option<String>> {
        shape::nondeterministic_collation(database, target, column)
    }

    fn identity(&self, target: &Target, database: &mut Database) -> Result<String> {
        shape::table_id(database, target)
    }

    fn defers(&self, target: &Target, database: &mut Database) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass(?1) \
                   AND condeferred)";
        database
            .query_row(sql, values![target.quoted()], |row| row.get(0))
            .map_err(|error| {
                fault(
                    error,
                    format!("cannot ask for the constraints of {}", target.name()),
                )
            })
    }

    fn learn(
        &self,
        target: &Target,
        database: &mut Database,
        found: &[Found],
        needed: &[(&str, Option<SqlType>)],
    ) -> Result<()> {
        let takes_copy =
            shape::takes_copy(found, needed) && !shape::has_active_policies(database, target)?;
        // Whoever looked first saw the same.
        let _ = self.takes_copy.set(takes_copy);
        Ok(())
    }

    fn uniques(&self, target: &Target, database: &mut Database) -> Result<Vec<Unique>> {
        shape::uniques(target, database)
    }

    fn indexes(&self, target: &Target, database: &mut Database) -> Result<Vec<Index>> {
        shape::indexes(target, database)
    }

    fn obstacles(&self, needs: &Needs<'_>, database: &mut Database) -> Result<Vec<String>> {
        access::obstacles(needs, database)
    }

    fn no_undo(&self, target: &Target, database: &mut Database) -> Result<Option<String>> {
        access::no_undo(target, database)
    }

    fn is_too_long(&self, fault: &Fault) -> bool {
        server_error(fault)
            .is_some_and(|error| error.code() == Some(&SqlState::PROGRAM_LIMIT_EXCEEDED))
    }

    fn longest_key(&self, target: &Target, database: &mut Database) -> Option<(String, u64)> {
        let key: Vec<String> = target
            .info
            .key
            .iter()
            .map(|place| identifier(target.info.columns[*place].name))
            .collect();
        let length: Vec<String> = key
            .iter()
            .map(|name| format!("coalesce(octet_length({name}::text), 0)"))
            .collect();
        let sql = format!(
            "SELECT left(concat_ws(', ', {}), 120), {length} FROM {} ORDER BY 2 DESC LIMIT 1",
            key.iter()
                .map(|name| format!("{name}::text"))
                .collect::<Vec<_>>()
                .join(", "),
            target.quoted(),
            length = length.join(" + ")
        );
        database
            .query_optional(&sql, values![], |row| Ok((row.get(0)?, row.get(1)?)))
            .ok()
            .flatten()
    }

    fn created(&self, target: &Target, database: &mut Database) -> Result<()> {
        key::defer_key(target, database)
    }

    fn make_key(&self, target: &Target, database: &mut Database) -> Result<()> {
        key::make_key(target, database)
    }

    /// To say CREATE INDEX IF NOT EXISTS would wait for everyone who writes to the table.
    fn named(&self, target: &Target, database: &mut Database, name: &str) -> Result<Option<Named>> {
        shape::named(target, database, name)
    }

    fn look_up(
        &self,
        slices: &SliceReader<'_>,
        writer: &Writer<'_>,
        database: &mut Database,
        diff: &mut Diff<'_>,
    ) -> Result<()> {
        slice::look_up(slices, &self.writer(writer), database, diff)
    }

    /// The key's fields are bound as they are written: in the job's types, of which the table's may
    /// be relatives.
    fn current_row(
        &self,
        target: &Target,
        database: &mut Database,
        new: &[u8],
    ) -> Option<Vec<String>> {
        let server: &mut Server = database.of().ok()?;
        let info = target.info;
        let fields: Vec<Option<&[u8]>> = copy::fields(new).collect();
        let is_key: Vec<String> = (1..)
            .zip(info.key)
            .map(|(number, place): (usize, _)| {
                format!(
                    "{} = ${number}::{}",
                    identifier(info.columns[*place].name),
                    info.columns[*place].ty
                )
            })
            .collect();
        let sql = target.sql_where(|statements| statements.read_current, &is_key.join(" AND "));
        let key: Vec<Option<&[u8]>> = info
            .key
            .iter()
            .map(|place| fields.get(*place).copied().flatten())
            .collect();
        let row = server
            .raw_row(sql.trim().trim_end_matches(';'), &key)
            .ok()??;
        let first = info.key.len() + SLICE_FLAGS;
        let text = |(place, column): (usize, &crate::info::TargetColumn)| {
            Some(copy::field_text(
                row.get(first + place)?.as_deref(),
                column.ty,
            ))
        };
        info.columns.iter().enumerate().map(text).collect()
    }

    fn apply(
        &self,
        writer: &Writer<'_>,
        database: &mut Database,
        arena: &Arena,
        changes: &ChangeSet,
        steps: &[Step],
    ) -> Result<()> {
        self.writer(writer)
            .apply(database.of()?, arena, changes, steps)
    }

    fn defer_constraints(&self, database: &mut Database) -> Result<()> {
        database
            .batch("SET CONSTRAINTS ALL DEFERRED")
            .map_err(|error| fault(error, "cannot defer the constraints"))
    }

    fn ask_constraints(
        &self,
        writer: &Writer<'_>,
        database: &mut Database,
        chunks: &[(&Arena, &ChangeSet)],
    ) -> Result<()> {
        self.writer(writer).ask_constraints(database.of()?, chunks)
    }

    fn blame(
        &self,
        writer: &Writer<'_>,
        database: &mut Database,
        arena: &Arena,
        changes: &ChangeSet,
        error: Error,
    ) -> Error {
        match database.of() {
            Ok(server) => self
                .writer(writer)
                .blame(server, arena, &changes.changes, error),
            Err(_) => error,
        }
    }

    fn close_missing(
        &self,
        writer: &Writer<'_>,
        ledger: &Ledger,
        database: &mut Database,
    ) -> Result<u64> {
        self.writer(writer).close_missing(ledger, database.of()?)
    }
}

/// Rows on their way into a table by binary COPY.
struct Rows<'s> {
    out: CopyIn<'s>,
    buffer: Vec<u8>,
}

impl<'s> Rows<'s> {
    fn begin(session: &'s mut Server, sql: &str) -> Result<Rows<'s>, Fault> {
        let out = session.client.copy_in(sql.trim().trim_end_matches(';'))?;
        let mut buffer = Vec::with_capacity(BUFFER_ROOM);
        buffer.extend_from_slice(&copy::HEADER);
        Ok(Rows { out, buffer })
    }

    /// One row, whose fields `write` appends.
    fn push(&mut self, fields: i16, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), Fault> {
        self.buffer.extend_from_slice(&fields.to_be_bytes());
        write(&mut self.buffer);
        if self.buffer.len() >= BUFFER_BYTES {
            let full = std::mem::replace(&mut self.buffer, Vec::with_capacity(BUFFER_ROOM));
            self.out.send(full)?;
        }
        Ok(())
    }

    /// Ends the COPY. Returns the rows that the server took.
    fn finish(mut self) -> Result<u64, Fault> {
        self.buffer.extend_from_slice(&copy::TRAILER);
        // What the server says about it comes with the end, in better words than the pipe's.
        let _ = self.out.send(self.buffer);
        Ok(self.out.finish()?)
    }
}

/// Sends all the rows by one COPY.
fn send<T>(
    session: &mut Server,
    sql: &str,
    rows: impl Iterator<Item = T>,
    fields: i16,
    mut write: impl FnMut(T, &mut Vec<u8>),
) -> Result<u64, Fault> {
    let mut out = Rows::begin(session, sql)?;
    for row in rows {
        if out.push(fields, |buffer| write(row, buffer)).is_err() {
            break;
        }
    }
    out.finish()
}

/// Executes a statement about the staged keys. A unique constraint is asked row by row, in whatever
/// order the statement comes to them; where that says no, each row is written by itself, in whatever
/// order works.
fn in_turn(session: &mut Server, sql: &str, bit: Bit) -> Result<u64, Fault> {
    session.batch("SAVEPOINT lw_rows")?;
    match session.client.execute(sql, &[]).map_err(Fault::from) {
        Err(error) if conflict(&error).is_some() => {}
        done => return done,
    }
    session.batch("ROLLBACK TO lw_rows")?;
    let places = format!(
        "SELECT ctid::text FROM {STAGE} WHERE lw_do & {} <> 0 ORDER BY ctid",
        bit as i32
    );
    let places = session.client.query(&places, &[])?;
    let places = places
        .iter()
        .map(|row| row.try_get::<_, String>(0))
        .collect::<Result<Vec<_>, _>>()?;
    let mut rows = 0;
    let left = in_rounds(places, |place| {
        session.batch("SAVEPOINT lw_row")?;
        let one = format!("{sql} AND s.ctid = {}::tid", literal(place));
        let refused = match session.client.execute(&one, &[]).map_err(Fault::from) {
            Ok(written) => {
                rows += written;
                None
            }
            Err(error) if conflict(&error).is_some() => {
                session.batch("ROLLBACK TO lw_row")?;
                Some(error)
            }
            Err(error) => return Err(error),
        };
        session.batch("RELEASE lw_row")?;
        Ok(refused)
    })?;
    match left {
        None => Ok(rows),
        Some((_, refused)) => Err(refused),
    }
}

impl AllRows<'_> {
    /// Takes steps of a chunk's writes.
    fn apply(
        &self,
        session: &mut Server,
        arena: &Arena,
        changes: &ChangeSet,
        steps: &[Step],
    ) -> Result<()> {
        let is_new = |change: &&Change| self.goes_straight_in(change);
        let new = changes.changes.iter().filter(is_new).count();
        if new < changes.changes.len() {
            let staged = changes
                .changes
                .iter()
                .filter(|change| !self.goes_straight_in(change));
            if steps != Step::ALL {
                // Another chunk's are there, or the keys that are gone.
                self.clear_stage(session)?;
            }
            let stage = self.stage_changes(session, arena, staged)?;
            self.run_statements(session, arena, changes, &stage, steps)?;
        }
        if new > 0 && steps.contains(&Step::Begin) {
            self.insert_new(session, arena, changes, new as u64)?;
        }
        Ok(())
    }

    /// A row of a key that certainly has no older version.
    fn goes_straight_in(&self, change: &Change) -> bool {
        change.action == Action::Insert
            && self.takes_copy
            && (self.initial || self.target.info.history.is_none())
    }

    fn insert_new(
        &self,
        session: &mut Server,
        arena: &Arena,
        changes: &ChangeSet,
        count: u64,
    ) -> Result<()> {
        let rows = changes
            .changes
            .iter()
            .filter(|change| self.goes_straight_in(change));
        let info = self.target.info;
        let (before, after) = self.constant_fields()?;
        let hashed = info.row_hash.is_some();
        let fields = info.columns.len() + before.fields + usize::from(hashed) + after.fields;
        let sql = self.sql(|statements| statements.copy_in);
        let written = send(session, &sql, rows, fields as i16, |change, out| {
            out.extend_from_slice(arena.get(change.row));
            out.extend_from_slice(&before.bytes);
            if hashed {
                copy::push_bytes(out, arena.get(change.hash));
            }
            out.extend_from_slice(&after.bytes);
        })
        .map_err(|error| {
            self.write_fault(
                error,
                format!("cannot insert the rows into {}", self.target.name()),
                &[(arena, changes)],
            )
        })?;
        self.check_count(session, Bit::Insert, "insert the new rows", written, count)
    }

    /// What every new row carries beside its own cells: in the table's order before the hash, and
    /// behind it.
    fn constant_fields(&self) -> Result<(Constant, Constant)> {
        let info = self.target.info;
        let (mut before, mut after) = (Constant::default(), Constant::default());
        if let Some(history) = info.history {
            before.instant(self.first(), history.ty)?;
            match history.current_valid_to {
                Some(text) => before.instant(text, history.ty)?,
                None => before.literal(&Literal::Null),
            }
            before.literal(&history.is_current.on);
        }
        if let Some(flag) = info.deleted {
            before.literal(&flag.off);
        }
        if info.audit.inserted_run.is_some() {
            after.literal(&Literal::Integer(self.run_id));
        }
        if info.audit.inserted_at.is_some() {
            after.instant(self.now, SqlType::TimestampTz)?;
        }
        Ok((before, after))
    }

    /// Start of a key's first version.
    fn first(&self) -> &str {
        match self
            .target
            .info
            .history
            .map(|history| history.first_version_from)
        {
            Some(FirstVersion::At(text)) => text,
            _ => self.effective,
        }
    }

    /// One of the statements, with names and the run's constants put in.
    fn sql(&self, pick: impl Fn(&Statements) -> &'static str) -> String {
        self.target
            .filled(pick(self.target.statements), |mark| match mark {
                "${stage}" => Some(STAGE.to_owned()),
                "${effective}" => Some(self.effective_literal()),
                "${first}" => Some(self.instant(self.first())),
                "${run}" => Some(self.run_id.to_string()),
                "${now}" => Some(format!("{}::{}", literal(self.now), SqlType::TimestampTz)),
                _ => None,
            })
    }

    /// The start of new versions.
    fn effective_literal(&self) -> String {
        self.instant(self.effective)
    }

    /// An instant as the history's columns hold it.
    fn instant(&self, text: &str) -> String {
        let ty = self
            .target
            .info
            .history
            .map_or(SqlType::TimestampTz, |history| history.ty);
        format!("{}::{ty}", literal(text))
    }

    /// The statements about the staged keys, in their order; each must find the rows that it is
    /// about.
    fn run_statements(
        &self,
        session: &mut Server,
        arena: &Arena,
        changes: &ChangeSet,
        stage: &Stage,
        steps: &[Step],
    ) -> Result<()> {
        for (step, bit, what, pick) in stage::STATEMENTS {
            let keys = stage.count(*bit);
            if keys == 0 || !steps.contains(step) {
                continue;
            }
            let sql = self.sql(pick);
            let sql = sql.trim().trim_end_matches(';');
            let written = match step {
                Step::Change => in_turn(session, sql, *bit),
                Step::End | Step::Begin => session.client.execute(sql, &[]).map_err(Fault::from),
            };
            let rows = written.map_err(|error| {
                self.write_fault(
                    error,
                    format!("cannot {what} in {}", self.target.name()),
                    &[(arena, changes)],
                )
            })?;
            // Older versions may be many or none; of current rows there is one a key.
            if *bit != Bit::OlderVersions {
                self.check_count(session, *bit, what, rows, keys)?;
            }
        }
        let versions =
            stage.count(Bit::Insert) + stage.count(Bit::Close) + stage.count(Bit::OverwriteDay);
        if versions > 0 && steps.contains(&Step::Begin) {
            self.check_history(session)?;
        }
        Ok(())
    }

    /// A statement about so many keys must have changed so many rows. If it changed fewer, the
    /// table's own triggers took some away, which they would again; or someone wrote meanwhile, in
    /// which case another attempt sees it.
    fn check_count(
        &self,
        session: &mut Server,
        bit: Bit,
        what: &str,
        rows: u64,
        keys: u64,
    ) -> Result<()> {
        if rows == keys {
            return Ok(());
        }
        let name = self.target.name();
        let told = |kind| {
            Error::new(
                kind,
                format!("cannot {what} in {name}: {rows} rows for {keys} keys"),
            )
        };
        if rows > keys {
            return Err(
                told(Kind::Failed).help("a key has more than one current row: find and mend it")
            );
        }
        let suspects = self.suspects(session, bit)?;
        if !suspects.is_empty() {
            return Err(told(Kind::Failed).help(format!(
                "the table has {suspects}: what returns NULL, or does something INSTEAD, keeps \
                 rows from the table; drop or disable it for the job's user, or make it let the \
                 row through"
            )));
        }
        Err(told(Kind::Transient)
            .help("a key has no current row any more: was the table written to by someone else?"))
    }

    /// The table's triggers and rules that can keep rows of such a statement from it.
    fn suspects(&self, session: &mut Server, bit: Bit) -> Result<String> {
        // Bits of pg_trigger.tgtype.
        let event: i16 = match bit {
            Bit::Insert => 4,
            Bit::Delete => 8,
            _ => 16,
        };
        let table = literal(&self.target.quoted());
        let sql = format!(
            "SELECT coalesce(string_agg(told, ', '), '') FROM (SELECT DISTINCT format('the \
             trigger %I', tgname) AS told FROM pg_trigger WHERE tgrelid IN (SELECT \
             to_regclass({table}) UNION SELECT relid FROM \
             pg_partition_tree(to_regclass({table}))) AND NOT tgisinternal AND tgenabled <> 'D' \
             AND tgtype & 3 = 3 AND tgtype & {event} <> 0 UNION ALL SELECT format('the rule %I', \
             rulename) FROM pg_rewrite WHERE ev_class = to_regclass({table}) AND is_instead) s"
        );
        let asking = |error: tokio_postgres::Error| {
            super::fault(
                error,
                format!("cannot ask for the triggers of {}", self.target.name()),
            )
        };
        session
            .client
            .query_one(&sql, &[])
            .and_then(|row| row.try_get(0))
            .map_err(asking)
    }

    /// The rules of the history, asked of the keys whose versions changed.
    fn check_history(&self, session: &mut Server) -> Result<()> {
        let sql = self.sql(|statements| statements.check_key);
        if sql.is_empty() {
            return Ok(());
        }
        let failed = |error: tokio_postgres::Error| {
            super::fault(error, "cannot check the versions of the changed keys")
        };
        let row = session
            .client
            .query_one(sql.trim().trim_end_matches(';'), &[])
            .map_err(failed)?;
        let (broken, key): (i64, Option<String>) = (
            row.try_get(0).map_err(failed)?,
            row.try_get(1).map_err(failed)?,
        );
        if broken == 0 {
            return Ok(());
        }
        let key = key.unwrap_or_default();
        Err(Error::refused(format!(
            "{broken} versions would overlap, end before they begin, or follow the current one, \
             the first of the key {key}"
        ))
        .help(
            "look at the key's versions: some were written by hand, or begin or end after this \
             run's effective time, which must be later then",
        ))
    }

    /// Whether type 1 changes go to older versions too.
    fn writes_older(&self) -> bool {
        let info = self.target.info;
        info.history.is_some()
            && info.type1_scope == Type1Scope::AllVersions
            && info
                .columns
                .iter()
                .any(|column| column.change == ColumnChange::Overwrite)
    }
}

/// Fields that are the same in every row.
#[derive(Default)]
struct Constant {
    fields: usize,
    bytes: Vec<u8>,
}

impl Constant {
    fn literal(&mut self, literal: &Literal) {
        use crate::row::RowWriter;
        let mut out = CopyWriter::new(&mut self.bytes);
        match literal {
            Literal::Null => out.null(),
            Literal::Boolean(value) => out.boolean(*value),
            Literal::Integer(value) => out.bigint(*value),
            Literal::Double(value) => out.double(*value),
            Literal::Text(text) => out.text(text),
        }
        self.fields += 1;
    }

    fn instant(&mut self, text: &str, ty: SqlType) -> Result<()> {
        use crate::row::RowWriter;
        let unreadable = || Error::failed(format!("`{text}` is no {ty}"));
        let moment = clock::parse_stored(text).ok_or_else(unreadable)?;
        let mut out = CopyWriter::new(&mut self.bytes);
        match ty {
            SqlType::Date => out.date(moment.date_naive()),
            SqlType::Timestamp => out.timestamp(moment.naive_utc()),
            _ => out.timestamptz(moment),
        }
        self.fields += 1;
        Ok(())
    }
}
