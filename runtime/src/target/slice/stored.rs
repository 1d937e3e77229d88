//! Rows of the target as its database gives them.

use super::super::table::Table;
use super::SliceQuery;
use crate::connections::Adapter;
use crate::database::Database;
use crate::database::form::Form;
use crate::error::Result;
use crate::row::{Fault, RowReader};

/// How a job reads and writes the rows of a target of one kind: what is compiled for each job.
pub(crate) trait TargetRows: Adapter {
    /// Form of the rows that its database is given.
    type Form: Form;

    /// How its database handles the target table of one run.
    fn table() -> Box<dyn Table>;

    /// Opens the stored rows of a query, and has them read.
    fn stored<V: ReadStored>(
        database: &mut Database,
        query: &SliceQuery<'_>,
        read: V,
    ) -> Result<V::Read>;
}

/// What reads a stream of stored rows, whatever database they come from.
pub(crate) trait ReadStored {
    /// What reading them comes to.
    type Read;

    /// Reads them.
    fn read<R: StoredRows>(self, rows: R) -> Result<Self::Read>;
}

/// A stream of the target's rows. A row lives until the next is asked for.
pub(crate) trait StoredRows {
    /// One row.
    type Row<'r>: Stored<'r>
    where
        Self: 'r;

    /// The next row, or `None` behind the last.
    fn next(&mut self) -> Result<Option<Self::Row<'_>>>;
}

/// What a slice asks of a stored row.
pub(crate) trait Stored<'r>: Copy {
    /// The typed row that begins at a column.
    fn typed(self, base: usize) -> impl RowReader<'r>;
    /// Whether a column is NULL.
    fn is_null(self, index: usize) -> Result<bool, Fault>;
    /// The row hash.
    fn hash(self, index: usize) -> Result<Option<&'r [u8]>, Fault>;
    /// Appends the start of a version as stored, where the column holds one that an effective time
    /// can be equal to.
    fn start(self, index: usize, out: &mut Vec<u8>) -> Result<(), Fault>;
    /// A flag; `None`: the table has none, and nothing is sent for it.
    fn flag(self, index: usize) -> Result<Option<bool>, Fault>;
}
