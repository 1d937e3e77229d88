//! A table, view or query in a PostgreSQL database: one exported snapshot that all its readers see, rows by binary COPY.

use std::sync::{Arc, Mutex, PoisonError};

use super::TableOrigin;
use crate::database::postgres::Session;
use crate::database::{Database, Fault, fault, identifier, literal, values};
use crate::error::{Error, Result};
use crate::info::Column;
use crate::program::Input;
use crate::source::postgres::CopyRows;
use crate::value::copy::Kind;

/// Rows up to which they are counted; beyond, the server's estimate is enough.
const COUNT_UP_TO: u64 = 200_000;

/// What the server shows of a reader.
const PURPOSE: &str = "loadwright source";

/// The state of the source that all readers see: a transaction that stays open and lends its snapshot, also to a reader that comes later.
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
            let lost = |error| fault(error, "the source's snapshot is lost, and with it the one state that all chunks read");
            holder.session.batch("SELECT 1").map_err(lost)?;
            return Ok(holder.name.clone());
        }
        let exporting = |error| fault(error, "cannot export the source's snapshot");
        let mut session = origin.open()?;
        session.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").map_err(exporting)?;
        let name: String = session.query_row("SELECT pg_export_snapshot()", values![], |row| row.get(0)).map_err(exporting)?;
        *holder = Some(Holder { session, name: name.clone() });
        Ok(name)
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
    fn open(&self) -> Result<Database> {
        Database::writer(&self.connection, PURPOSE)
    }

    /// A reader that sees the snapshot, and the params: COPY cannot bind, so its statements read them as settings of the transaction.
    pub(super) fn postgres_reader(&self) -> Result<Database> {
        let name = self.snapshot.name(self)?;
        let joining = |error| fault(error, "cannot join the source's snapshot");
        let mut reader = self.open()?;
        let begin = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}", literal(&name));
        reader.batch(&begin).map_err(joining)?;
        for (name, value) in &self.params {
            let sql = "SELECT set_config(?1, ?2, true)";
            reader
                .query(sql, values![format!("lw.p_{name}"), value.as_text()], |_| Ok(()))
                .map_err(|error| fault(error, format!("cannot set the param {name}")))?;
        }
        Ok(reader)
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
        let estimate = session.explain(&format!("SELECT 1 FROM {}", self.from)).map_err(counting)?.rows;
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
