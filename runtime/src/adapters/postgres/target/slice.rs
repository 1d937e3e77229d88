//! The target's current rows as PostgreSQL gives them.

use super::super::form;
use super::super::rows::Tuples;
use super::super::session::Server;
use super::super::{CopyOut, Postgres};
use super::{AllRows, PostgresTable};
use crate::adapters::postgres::copy::{CopyIndex, CopyRow, Kind};
use crate::database::{Database, fault};
use crate::diff::Diff;
use crate::error::Result;
use crate::info::{Column, SqlType};
use crate::row::{Fault, RowReader};
use crate::target::slice::{
    Entry, ReadStored, SliceQuery, SliceReader, Step, Stored, StoredRows, TargetRows, unread,
};
use crate::target::table::Table;

impl TargetRows for Postgres {
    type Form = form::Fields;

    fn table() -> Box<dyn Table> {
        Box::new(PostgresTable::default())
    }

    fn stored<V: ReadStored>(
        database: &mut Database,
        query: &SliceQuery<'_>,
        read: V,
    ) -> Result<V::Read> {
        let server: &mut Server = database.of()?;
        let none = query.sql_where("false");
        let types = server
            .types(none.trim().trim_end_matches(';'))
            .map_err(|error| unread(error, query.table))?;
        let kinds = types
            .iter()
            .map(|(kind, _)| kind.unwrap_or(Kind::Bytea))
            .collect();
        let copy = format!(
            "COPY ({}) TO STDOUT (FORMAT binary)",
            query.sql().trim().trim_end_matches(';')
        );
        let stream = server
            .client
            .copy_out(&copy)
            .map_err(|error| unread(error, query.table))?;
        read.read(CopySlice {
            tuples: Tuples::new(stream),
            index: CopyIndex::default(),
            kinds,
        })
    }
}

/// Rows of a COPY stream.
struct CopySlice<'s> {
    tuples: Tuples<CopyOut<'s>>,
    index: CopyIndex,
    kinds: Vec<Kind>,
}

impl StoredRows for CopySlice<'_> {
    type Row<'r>
        = CopyRow<'r>
    where
        Self: 'r;

    #[inline]
    fn next(&mut self) -> Result<Option<CopyRow<'_>>> {
        let Some(tuple) = self.tuples.next(&mut self.index)? else {
            return Ok(None);
        };
        Ok(Some(CopyRow::new(tuple, &self.index, &self.kinds)))
    }
}

impl<'r> Stored<'r> for CopyRow<'r> {
    fn typed(self, base: usize) -> impl RowReader<'r> {
        self.behind(base)
    }

    fn is_null(self, index: usize) -> Result<bool, Fault> {
        Ok(self.field(index).is_none())
    }

    fn hash(self, index: usize) -> Result<Option<&'r [u8]>, Fault> {
        Ok(self.field(index))
    }

    /// Only of dates: nothing else can be equal to the effective time.
    fn start(self, index: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        static DATE: Column = Column::stored("valid_from", 0, SqlType::Date);
        if self.kind(index) == Kind::Date
            && let Ok(Some(date)) = self.behind(index).date(&DATE)
        {
            out.extend_from_slice(date.to_string().as_bytes());
        }
        Ok(())
    }

    fn flag(self, index: usize) -> Result<Option<bool>, Fault> {
        Ok(self.field(index).map(|field| field == [1]))
    }
}

/// Reads the current rows of the keys that the source brought, by a table of the keys.
pub(super) fn look_up(
    slices: &SliceReader<'_>,
    writer: &AllRows<'_>,
    database: &mut Database,
    diff: &mut Diff<'_>,
) -> Result<()> {
    let looking = |error| fault(error, "cannot look the keys up");
    let mut transaction = database.transaction().map_err(looking)?;
    writer.stage_incoming(transaction.of()?, &diff.chunk.slots)?;
    let slots = &mut diff.chunk.slots;
    let mut found: Vec<Entry> = Vec::new();
    slices.read(&mut transaction, &writer.is_staged(), &[], |step| {
        match step {
            Step::Begin => found.clear(),
            Step::Entry(entry) => found.push(std::mem::take(entry)),
        }
        Ok(())
    })?;
    found
        .iter()
        .try_for_each(|entry| entry.place(slices.target, slots))?;
    transaction.commit().map_err(looking)
}
