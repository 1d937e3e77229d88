//! A table, view or query in a PostgreSQL database: one exported snapshot that all its readers see,
//! rows by binary COPY.

use std::sync::{Arc, Mutex, PoisonError};

use super::dialect::PostgresSql;
use super::faults::server_error;
use super::place::PostgresPlace;
use super::rights::{Right, hidden};
use super::rows::{CopyRows, SpilledTuples};
use super::session::Server;
use super::{Postgres, Traffic, is_denied, would_hide_rows};
use crate::adapters::postgres::copy::Kind;
use crate::connections::Connection;
use crate::database::{Dialect, Fault, fault, identifier, literal, values};
use crate::error::{Error, Result};
use crate::info::{Column, RowSecurity};
use crate::source::bounds::{Border, Bounds};
use crate::source::table::{TableSource, other_kind};
use crate::source::{
    Borders, Chunk, Cutting, Finding, ReadRows, Source, SourceAdapter, SourceReader, SourceRows,
    params_as_settings,
};

/// Rows up to which they are counted; beyond, the server's estimate is enough.
const COUNT_UP_TO: u64 = 200_000;

/// What the server shows of a reader.
const PURPOSE: &str = "loadwright source";

/// The source of one run, and the state of it that all readers see.
struct PostgresSource(Arc<Origin>);

pub(super) struct Origin {
    pub(super) table: TableSource,
    connection: Connection,
    /// What policies show of the source is the truth.
    heeds_policies: bool,
    snapshot: Snapshot,
}

/// A session that sees that state.
pub(crate) struct PostgresReader {
    session: Server,
    origin: Arc<Origin>,
}

impl SourceAdapter for Postgres {
    type Reader = PostgresReader;

    fn find(finding: Finding<'_>) -> Result<(Box<dyn Source>, Vec<String>)> {
        let place: &PostgresPlace = finding
            .connection
            .of()
            .ok_or_else(|| other_kind(&finding))?;
        let origin = Origin {
            table: TableSource::new(&finding, place, params_as_settings)?,
            connection: finding.connection.clone(),
            heeds_policies: finding.info.target.row_security == RowSecurity::View,
            snapshot: Snapshot::default(),
        };
        Ok((Box::new(PostgresSource(Arc::new(origin))), Vec::new()))
    }
}

impl Source for PostgresSource {
    fn fingerprint(&self) -> Result<String> {
        Ok(self.0.table.fingerprint())
    }

    fn may_move(&self) -> bool {
        true
    }

    fn readers(&self, wanted: usize) -> Result<Vec<Box<dyn SourceReader>>> {
        (0..wanted).map(|_| Origin::reader(&self.0)).collect()
    }

    fn renewed(&self) -> Result<Option<Box<dyn SourceReader>>> {
        Origin::reader(&self.0).map(Some)
    }

    fn lost_snapshot(&self) -> bool {
        self.0.snapshot.is_lost()
    }
}

impl SourceReader for PostgresReader {
    fn differences(&mut self) -> Result<Vec<String>> {
        let table = &self.origin.table;
        let reading =
            |error: Fault| fault(error, format!("cannot read the source {}", table.name()));
        let found = self
            .session
            .columns(&format!("SELECT * FROM {}", table.from))
            .map_err(reading)?;
        let difference =
            |column: &'static Column| match found.iter().find(|(name, ..)| name == column.header) {
                None => Some(format!("column `{}` is missing", column.header)),
                Some((_, kind, _)) if kind.is_some_and(|kind| kind.fits(column)) => None,
                Some((_, _, ty)) => {
                    let way_out = way_out(table, ty, column)
                        .map(|help| format!("; {help}"))
                        .unwrap_or_default();
                    Some(format!(
                        "column `{}` is {}{way_out}",
                        column.header,
                        unreadable(ty, column)
                    ))
                }
            };
        Ok(table.columns.iter().filter_map(difference).collect())
    }

    fn cut(&mut self, _: bool, _: u64) -> Result<Cutting> {
        Ok(Cutting::ByKey {
            rows: self.count()?,
        })
    }

    fn dialect(&self) -> Option<Dialect> {
        Some(&PostgresSql)
    }

    fn serves(&mut self, range: &Bounds) -> Result<bool> {
        let table = &self.origin.table;
        let predicate = range.predicate(&table.names, &PostgresSql);
        self.session
            .is_served(&table.sql(&predicate))
            .map_err(|error| fault(error, "cannot explain the ranged statement"))
    }

    fn orders_as(&mut self, column: &Column) -> Result<bool> {
        crate::database::Session::orders_as(
            &mut self.session,
            &self.origin.table.from,
            column.header,
            column.ty,
        )
    }

    fn borders(&mut self, like: &[Border], size: u64, rows: u64) -> Result<Borders> {
        self.origin.borders(&mut self.session, like, size, rows)
    }
}

impl SourceRows for PostgresReader {
    fn rows<V: ReadRows>(&mut self, chunk: Chunk<'_>, read: V) -> Result<()> {
        let table = &self.origin.table;
        let kinds = self.origin.kinds(&mut self.session)?;
        match chunk {
            Chunk::Spilled(records) => {
                read.read(&mut SpilledTuples::new(records, kinds, table.columns))
            }
            Chunk::Bounds(bounds) => {
                let predicate = bounds.predicate(&table.names, &PostgresSql);
                let reading =
                    |error| super::fault(error, format!("cannot read the source {}", table.name()));
                let copy = format!("COPY ({}) TO STDOUT (FORMAT binary)", table.sql(&predicate));
                let stream = self.session.client.copy_out(&copy).map_err(reading)?;
                read.read(&mut CopyRows::new(stream, kinds, table.columns))
            }
            Chunk::Opened(_) => Err(Error::failed(
                "a chunk of a table was opened as a file's: a defect of Loadwright",
            )),
        }
    }
}

impl PostgresReader {
    fn count(&mut self) -> Result<u64> {
        let counting = |error: Fault| fault(error, "cannot count the source's rows");
        let any = self.origin.any_row(&mut self.session);
        let estimate = any
            .and_then(|sql| self.session.explain(&sql))
            .map_err(counting)?
            .rows;
        if estimate > COUNT_UP_TO {
            return Ok(estimate);
        }
        let rows = self
            .session
            .query(
                &format!("SELECT count(*) FROM {}", self.origin.table.from),
                values![],
            )
            .map_err(counting)?;
        rows.first()
            .map_or(Ok(0), |row| row.get(0))
            .map_err(counting)
    }
}

/// The state of the source that all readers see: a transaction that stays open and lends its
/// snapshot, also to a reader that comes later.
///
/// A snapshot alone does not keep the rows: who looks by an old one into a table that was truncated
/// since, or a materialized view that was refreshed, sees nothing, or what came later, and every
/// key would seem to be gone. So the transaction first takes the locks of a reader on all that the
/// source reads, partitions and what is behind views included, and lends a snapshot that is younger
/// than they are. It is of the isolation level at which each statement has its own: at a higher one
/// the lock's statement would have taken the snapshot, before it waited.
#[derive(Default)]
struct Snapshot(Mutex<Option<Holder>>);

struct Holder {
    session: Server,
    name: String,
}

impl Snapshot {
    /// The snapshot's name: taken with the first call; the same as long as its transaction lives.
    fn name(&self, origin: &Origin) -> Result<String> {
        let mut holder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(holder) = &mut *holder {
            // No attempt at a chunk can bring it back.
            let lost = |error| {
                let cause = fault(error, "the session that lent it has ended");
                Error::failed(
                    "the source's snapshot is lost, and with it the one state that all chunks read",
                )
                .because(cause)
            };
            holder.session.batch("SELECT 1").map_err(lost)?;
            return Ok(holder.name.clone());
        }
        let exporting = |error| fault(error, "cannot export the source's snapshot");
        let mut session = origin.session(Traffic::Words)?;
        origin.check_access(&mut session)?;
        session
            .batch("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY")
            .map_err(exporting)?;
        origin.hold(&mut session)?;
        let rows = session
            .query("SELECT pg_export_snapshot()", values![])
            .map_err(exporting)?;
        let name: String = rows
            .first()
            .map_or(Err(Fault::NoRow), |row| row.get(0))
            .map_err(exporting)?;
        *holder = Some(Holder {
            session,
            name: name.clone(),
        });
        Ok(name)
    }

    /// Whether its transaction has ended; it is forgotten then.
    fn is_lost(&self) -> bool {
        let mut holder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_lost = holder
            .as_mut()
            .is_some_and(|holder| holder.session.batch("SELECT 1").is_err());
        if is_lost {
            *holder = None;
        }
        is_lost
    }
}

fn unreadable(ty: &str, column: &Column) -> String {
    format!("{}, which cannot be read as {}", spoken(ty), column.ty)
}

/// A type as SQL writes it: the catalog's name of an array is that of its elements behind an
/// underscore.
fn spoken(ty: &str) -> String {
    ty.strip_prefix('_')
        .map_or_else(|| ty.to_owned(), |element| format!("{element}[]"))
}

/// What to write where a column's type is none that can be read: all can be as text.
fn way_out(origin: &TableSource, ty: &str, column: &Column) -> Option<String> {
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
    let cast = format!(
        "{}::text AS {}",
        identifier(column.header),
        identifier(column.header)
    );
    let place = match origin.table {
        Some(_) => "read it by a `query` that says",
        None => "write in the query",
    };
    (!is_known).then(|| format!("{place} `{cast}`, and the column's type as text"))
}

impl Origin {
    /// What reads the source, whichever rows: the columns that the job reads, for what is behind
    /// those of a view is a right too. Columns that are missing are told by who compares the
    /// shapes.
    fn any_row(&self, server: &mut Server) -> Result<String, Fault> {
        let table = &self.table;
        let found = server.columns(&format!("SELECT * FROM {}", table.from))?;
        let read: Vec<String> = found
            .iter()
            .filter(|(name, ..)| table.columns.iter().any(|column| column.header == name))
            .map(|(name, ..)| identifier(name))
            .collect();
        Ok(format!(
            "SELECT {} FROM {}",
            if read.is_empty() {
                "1".to_owned()
            } else {
                read.join(", ")
            },
            table.from
        ))
    }

    /// A session in which policies are heeded, if the spec takes what the role sees for the truth;
    /// else it ends where they would hide rows.
    fn session(&self, traffic: Traffic) -> Result<Server> {
        let place: &PostgresPlace = self
            .connection
            .of()
            .ok_or_else(|| Error::failed("the source is no PostgreSQL database"))?;
        let mut session = place.open(PURPOSE, traffic)?;
        if self.heeds_policies {
            crate::database::Session::heed_policies(&mut session)?;
        }
        Ok(session)
    }

    /// A reader that sees the snapshot, and the params: COPY cannot bind, so its statements read
    /// them as settings of the transaction.
    fn reader(origin: &Arc<Origin>) -> Result<Box<dyn SourceReader>> {
        let name = origin.snapshot.name(origin)?;
        let joining = |error| fault(error, "cannot join the source's snapshot");
        let mut session = origin.session(Traffic::Source)?;
        let begin = format!(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}",
            literal(&name)
        );
        session.batch(&begin).map_err(joining)?;
        // Its locks are its own from the beginning: behind a TRUNCATE that waits for the holder it
        // would get none.
        origin.hold(&mut session)?;
        Ok(Box::new(PostgresReader {
            session,
            origin: Arc::clone(origin),
        }))
    }

    /// Takes a reader's lock on each table that the source reads, until the transaction ends: what
    /// the server does where it plans a statement, with no other right than to read.
    fn hold(&self, session: &mut Server) -> Result<()> {
        for (name, value) in &self.table.params {
            let sql = "SELECT set_config(?1, ?2, true)";
            session
                .query(sql, values![format!("lw.p_{name}"), value.as_text()])
                .map_err(|error| fault(error, format!("cannot set the param {name}")))?;
        }
        match self.any_row(session).and_then(|sql| session.explain(&sql)) {
            Ok(_) => Ok(()),
            Err(error) if server_error(&error).is_some_and(is_denied) => {
                Err(self.denied(session, error))
            }
            Err(error) => Err(fault(
                error,
                format!(
                    "cannot lock what the source {} reads against changes of its tables",
                    self.table.name()
                ),
            )),
        }
    }

    /// Says no to a table that the role may not read, or sees in part.
    fn check_access(&self, server: &mut Server) -> Result<()> {
        let asking = |error: Fault| fault(error, "cannot ask what the role may read");
        let Some(schema) = &self.table.schema else {
            return Ok(());
        };
        let role = server.role().map_err(asking)?;
        if server
            .schema_rights(schema)
            .map_err(asking)?
            .is_some_and(|rights| !rights.usage)
        {
            let (quoted, to) = (identifier(schema), identifier(&role));
            return Err(Error::refused(format!(
                "the role {role} may not use the schema {schema}: GRANT USAGE ON SCHEMA {quoted} \
                 TO {to}"
            )));
        }
        let Some(rights) = server.table_rights(&self.table.from).map_err(asking)? else {
            return Ok(());
        };
        let columns = self
            .table
            .columns
            .iter()
            .map(|column| column.header)
            .collect();
        let mut obstacles = rights.obstacles(&role, &[(Right::Select, columns)], false);
        obstacles.extend(
            rights
                .policies
                .filter(|_| !self.heeds_policies)
                .map(|policies| hidden(&role, &policies)),
        );
        if obstacles.is_empty() {
            Ok(())
        } else {
            Err(Error::refused(obstacles.join("\n  ")))
        }
    }

    /// What a statement over a view or a query met: a right that is missing behind it, or a policy.
    #[cold]
    fn denied(&self, server: &mut Server, error: Fault) -> Error {
        let is_hidden = server_error(&error)
            .and_then(tokio_postgres::Error::as_db_error)
            .is_some_and(would_hide_rows);
        let told = fault(
            error,
            format!("the source {} cannot be read", self.table.name()),
        );
        let mut looked = || -> Result<(String, Vec<String>), Fault> {
            server.batch("ROLLBACK")?;
            Ok((
                server.role()?,
                if is_hidden {
                    self.policies(server)?
                } else {
                    Vec::new()
                },
            ))
        };
        match looked() {
            Ok((role, policies)) if is_hidden && !policies.is_empty() => {
                Error::refused(hidden(&role, &policies))
            }
            Ok((role, _)) if !is_hidden => Error::refused(format!(
                "{}: the role {role} may not read all that it needs: GRANT SELECT, or EXECUTE of \
                 a function, on what is named there TO {}",
                told.chain(),
                identifier(&role)
            )),
            _ => Error::refused(format!(
                "{}; {}",
                told.chain(),
                told.advice().unwrap_or_default()
            )),
        }
    }

    /// The policies of the tables that the source reads, as the plan has them where policies are
    /// heeded.
    fn policies(&self, server: &mut Server) -> Result<Vec<String>, Fault> {
        server.batch("BEGIN READ ONLY; SET LOCAL row_security = on")?;
        for (name, value) in &self.table.params {
            server.query(
                "SELECT set_config(?1, ?2, true)",
                values![format!("lw.p_{name}"), value.as_text()],
            )?;
        }
        let sql = self.any_row(server)?;
        let tables = server.tables_of(&sql)?;
        let policies = server.policies(&tables)?;
        server.batch("ROLLBACK")?;
        Ok(policies)
    }

    /// The formats of the columns that the job reads, in its order.
    fn kinds(&self, session: &mut Server) -> Result<Arc<[Kind]>> {
        let table = &self.table;
        let reading =
            |error: Fault| fault(error, format!("cannot read the source {}", table.name()));
        let types = session.types(&table.sql("false")).map_err(reading)?;
        let kind = |(column, (kind, name)): (&Column, &(Option<Kind>, String))| {
            kind.filter(|kind| kind.fits(column)).ok_or_else(|| {
                let error = Error::refused(format!(
                    "the source's column `{}` is {}",
                    column.header,
                    unreadable(name, column)
                ));
                match way_out(table, name, column) {
                    Some(help) => error.help(help),
                    None => error,
                }
            })
        };
        table.columns.iter().zip(&types).map(kind).collect()
    }
}
