//! A table, view or query in a PostgreSQL database: one exported snapshot that all its readers see, rows by binary COPY.

use std::sync::{Arc, Mutex, PoisonError};

use super::TableOrigin;
use crate::database::postgres::Session;
use crate::database::rights::{Right, hidden};
use crate::database::{Database, Fault, fault, identifier, literal, values};
use crate::error::{Error, Result};
use crate::info::Column;
use crate::postgres::{Traffic, is_denied, would_hide_rows};
use crate::program::Input;
use crate::source::postgres::CopyRows;
use crate::value::copy::Kind;

/// Rows up to which they are counted; beyond, the server's estimate is enough.
const COUNT_UP_TO: u64 = 200_000;

/// What the server shows of a reader.
const PURPOSE: &str = "loadwright source";

/// The state of the source that all readers see: a transaction that stays open and lends its snapshot, also to a reader that comes later.
///
/// A snapshot alone does not keep the rows: who looks by an old one into a table that was truncated since, or a materialized view that was
/// refreshed, sees nothing, or what came later, and every key would seem to be gone. So the transaction first takes the locks of a reader on all
/// that the source reads, partitions and what is behind views included, and lends a snapshot that is younger than they are. It is of the
/// isolation level at which each statement has its own: at a higher one the lock's statement would have taken the snapshot, before it waited.
#[derive(Default)]
pub(super) struct Snapshot(Mutex<Option<Holder>>);

struct Holder {
    session: Database,
    name: String,
}

impl Snapshot {
    /// The snapshot's name: taken with the first call; the same as long as its transaction lives.
    fn name(&self, origin: &TableOrigin) -> Result<String> {
        let mut holder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(holder) = &mut *holder {
            // No attempt at a chunk can bring it back.
            let lost = |error| {
                let cause = fault(error, "the session that lent it has ended");
                Error::failed("the source's snapshot is lost, and with it the one state that all chunks read").because(cause)
            };
            holder.session.batch("SELECT 1").map_err(lost)?;
            return Ok(holder.name.clone());
        }
        let exporting = |error| fault(error, "cannot export the source's snapshot");
        let mut session = origin.seen(Database::writer(&origin.connection, PURPOSE)?)?;
        if let Database::Postgres(server) = &mut session {
            origin.check_access(server)?;
        }
        session.batch("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY").map_err(exporting)?;
        origin.hold(&mut session)?;
        let name: String = session.query_row("SELECT pg_export_snapshot()", values![], |row| row.get(0)).map_err(exporting)?;
        *holder = Some(Holder { session, name: name.clone() });
        Ok(name)
    }

    /// Whether its transaction has ended; it is forgotten then.
    pub(super) fn is_lost(&self) -> bool {
        let mut holder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_lost = holder.as_mut().is_some_and(|holder| holder.session.batch("SELECT 1").is_err());
        if is_lost {
            *holder = None;
        }
        is_lost
    }
}

fn unreadable(ty: &str, column: &Column) -> String {
    format!("{}, which cannot be read as {}", spoken(ty), column.ty)
}

/// A type as SQL writes it: the catalog's name of an array is that of its elements behind an underscore.
fn spoken(ty: &str) -> String {
    ty.strip_prefix('_').map_or_else(|| ty.to_owned(), |element| format!("{element}[]"))
}

/// What to write where a column's type is none that can be read: all can be as text.
fn way_out(origin: &TableOrigin, ty: &str, column: &Column) -> Option<String> {
    let is_known = matches!(
        ty,
        "bool"
            | "int2"
            | "int4"
            | "int8"
            | "float4"
            | "float8"
            | "numeric"
            | "text"
            | "varchar"
            | "bpchar"
            | "bytea"
            | "date"
            | "time"
            | "timestamp"
            | "timestamptz"
            | "uuid"
            | "json"
            | "jsonb"
    );
    let cast = format!("{}::text AS {}", identifier(column.header), identifier(column.header));
    let place = match origin.table {
        Some(_) => "read it by a `query` that says",
        None => "write in the query",
    };
    (!is_known).then(|| format!("{place} `{cast}`, and the column's type as text"))
}

impl TableOrigin {
    /// What reads the source, whichever rows: the columns that the job reads, for what is behind those of a view is a right too. Columns that
    /// are missing are told by who compares the shapes.
    fn any_row(&self, server: &mut Session) -> Result<String, Fault> {
        let found = server.columns(&format!("SELECT * FROM {}", self.from))?;
        let read: Vec<String> = found
            .iter()
            .filter(|(name, ..)| self.columns.iter().any(|column| column.header == name))
            .map(|(name, ..)| identifier(name))
            .collect();
        Ok(format!("SELECT {} FROM {}", if read.is_empty() { "1".to_owned() } else { read.join(", ") }, self.from))
    }

    /// A session in which policies are heeded, if the spec takes what the role sees for the truth; else it ends where they would hide rows.
    fn seen(&self, mut session: Database) -> Result<Database> {
        if self.heeds_policies {
            session.heed_policies()?;
        }
        Ok(session)
    }

    /// A reader that sees the snapshot, and the params: COPY cannot bind, so its statements read them as settings of the transaction.
    pub(super) fn postgres_reader(&self) -> Result<Database> {
        let name = self.snapshot.name(self)?;
        let joining = |error| fault(error, "cannot join the source's snapshot");
        let mut reader = self.seen(Database::session(&self.connection, PURPOSE, Traffic::Source)?)?;
        let begin = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}", literal(&name));
        reader.batch(&begin).map_err(joining)?;
        // Its locks are its own from the beginning: behind a TRUNCATE that waits for the holder it would get none.
        self.hold(&mut reader)?;
        Ok(reader)
    }

    /// Takes a reader's lock on each table that the source reads, until the transaction ends: what the server does where it plans a statement,
    /// with no other right than to read.
    fn hold(&self, session: &mut Database) -> Result<()> {
        for (name, value) in &self.params {
            let sql = "SELECT set_config(?1, ?2, true)";
            session
                .query(sql, values![format!("lw.p_{name}"), value.as_text()], |_| Ok(()))
                .map_err(|error| fault(error, format!("cannot set the param {name}")))?;
        }
        let Database::Postgres(server) = session else { return Ok(()) };
        match self.any_row(server).and_then(|sql| server.explain(&sql)) {
            Ok(_) => Ok(()),
            Err(Fault::Postgres(error)) if is_denied(&error) => Err(self.denied(server, error)),
            Err(error) => Err(fault(error, format!("cannot lock what the source {} reads against changes of its tables", self.name()))),
        }
    }

    /// Says no to a table that the role may not read, or sees in part.
    fn check_access(&self, server: &mut Session) -> Result<()> {
        let asking = |error: Fault| fault(error, "cannot ask what the role may read");
        let Some(schema) = &self.schema else { return Ok(()) };
        let role = server.role().map_err(asking)?;
        if server.schema_rights(schema).map_err(asking)?.is_some_and(|rights| !rights.usage) {
            let (quoted, to) = (identifier(schema), identifier(&role));
            return Err(Error::refused(format!("the role {role} may not use the schema {schema}: GRANT USAGE ON SCHEMA {quoted} TO {to}")));
        }
        let Some(rights) = server.table_rights(&self.from).map_err(asking)? else { return Ok(()) };
        let columns = self.columns.iter().map(|column| column.header).collect();
        let mut obstacles = rights.obstacles(&role, &[(Right::Select, columns)], false);
        obstacles.extend(rights.policies.filter(|_| !self.heeds_policies).map(|policies| hidden(&role, &policies)));
        if obstacles.is_empty() { Ok(()) } else { Err(Error::refused(obstacles.join("\n  "))) }
    }

    /// What a statement over a view or a query met: a right that is missing behind it, or a policy.
    #[cold]
    fn denied(&self, server: &mut Session, error: tokio_postgres::Error) -> Error {
        let is_hidden = error.as_db_error().is_some_and(would_hide_rows);
        let told = crate::postgres::fault(error, format!("the source {} cannot be read", self.name()));
        let mut looked = || -> Result<(String, Vec<String>), Fault> {
            server.batch("ROLLBACK")?;
            Ok((server.role()?, if is_hidden { self.policies(server)? } else { Vec::new() }))
        };
        match looked() {
            Ok((role, policies)) if is_hidden && !policies.is_empty() => Error::refused(hidden(&role, &policies)),
            Ok((role, _)) if !is_hidden => Error::refused(format!(
                "{}: the role {role} may not read all that it needs: GRANT SELECT, or EXECUTE of a function, on what is named there TO {}",
                told.chain(),
                identifier(&role)
            )),
            _ => Error::refused(format!("{}; {}", told.chain(), told.advice().unwrap_or_default())),
        }
    }

    /// The policies of the tables that the source reads, as the plan has them where policies are heeded.
    fn policies(&self, server: &mut Session) -> Result<Vec<String>, Fault> {
        server.batch("BEGIN READ ONLY; SET LOCAL row_security = on")?;
        for (name, value) in &self.params {
            server.query("SELECT set_config(?1, ?2, true)", values![format!("lw.p_{name}"), value.as_text()])?;
        }
        let sql = self.any_row(server)?;
        let tables = server.tables_of(&sql)?;
        let policies = server.policies(&tables)?;
        server.batch("ROLLBACK")?;
        Ok(policies)
    }

    /// The formats of the columns that the job reads, in its order.
    pub(super) fn kinds(&self, session: &mut Session, columns: &'static [Column]) -> Result<Arc<[Kind]>> {
        let reading = |error: Fault| fault(error, format!("cannot read the source {}", self.name()));
        let types = session.types(&self.sql("false")).map_err(reading)?;
        let kind = |(column, (kind, name)): (&Column, &(Option<Kind>, String))| {
            kind.filter(|kind| kind.fits(column)).ok_or_else(|| {
                let error = Error::refused(format!("the source's column `{}` is {}", column.header, unreadable(name, column)));
                match way_out(self, name, column) {
                    Some(help) => error.help(help),
                    None => error,
                }
            })
        };
        columns.iter().zip(&types).map(kind).collect()
    }

    /// What the source lacks, or has otherwise than the job needs it.
    pub(super) fn postgres_differences(&self, session: &mut Session, columns: &'static [Column]) -> Result<Vec<String>> {
        let reading = |error: Fault| fault(error, format!("cannot read the source {}", self.name()));
        let found = session.columns(&format!("SELECT * FROM {}", self.from)).map_err(reading)?;
        let difference = |column: &'static Column| match found.iter().find(|(name, ..)| name == column.header) {
            None => Some(format!("column `{}` is missing", column.header)),
            Some((_, kind, _)) if kind.is_some_and(|kind| kind.fits(column)) => None,
            Some((_, _, ty)) => {
                let way_out = way_out(self, ty, column).map(|help| format!("; {help}")).unwrap_or_default();
                Some(format!("column `{}` is {}{way_out}", column.header, unreadable(ty, column)))
            }
        };
        Ok(columns.iter().filter_map(difference).collect())
    }

    pub(super) fn postgres_rows(
        &self,
        session: &mut Session,
        predicate: &str,
        columns: &'static [Column],
        take: impl FnOnce(Input<'_>) -> Result<()>,
    ) -> Result<()> {
        let kinds = self.kinds(session, columns)?;
        let reading = |error| crate::postgres::fault(error, format!("cannot read the source {}", self.name()));
        let stream = session.client.copy_out(&format!("COPY ({}) TO STDOUT (FORMAT binary)", self.sql(predicate))).map_err(reading)?;
        take(Input::Copy(CopyRows::new(stream, kinds, columns)))
    }

    pub(super) fn postgres_count(&self, session: &mut Session) -> Result<u64> {
        let counting = |error: Fault| fault(error, "cannot count the source's rows");
        let estimate = self.any_row(session).and_then(|sql| session.explain(&sql)).map_err(counting)?.rows;
        if estimate > COUNT_UP_TO {
            return Ok(estimate);
        }
        let rows = session.query(&format!("SELECT count(*) FROM {}", self.from), values![]).map_err(counting)?;
        rows.first().map_or(Ok(0), |row| row.get(0)).map_err(counting)
    }

    pub(super) fn postgres_serves(&self, session: &mut Session, predicate: &str) -> Result<bool> {
        session.searches(&self.sql(predicate)).map_err(|error| fault(error, "cannot explain the ranged statement"))
    }
}
