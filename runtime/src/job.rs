//! The contract between a generated crate and the runtime.
//!
//! A generated crate implements [`Job`] once: constants in [`JobInfo`], and straight-line functions
//! over typed rows. All control flow (chunks, workers, diff, transactions, retry) is the runtime's.

use crate::row::{Reject, RowReader, RowWriter};
use crate::scratch::Scratch;

pub use crate::info::*;

/// One compiled load job: typed rows and the functions between them.
///
/// Rows borrow from the record that was read and from the [`Scratch`] arena; both live until the
/// next record is read. Whatever must stay longer is kept in written form (see [`Job::write`]).
pub trait Job: Sized + Send + Sync + 'static {
    /// A source row, its cells decoded by the spec's types.
    type Source<'a>;
    /// The business key of a row, in target types and in the order of `target.key`. `()` for a
    /// target without a key.
    type Key<'a>;
    /// A target row: the mapping's columns in the table's order, without surrogate key, history,
    /// hash and audit columns.
    type Target<'a>;

    /// The rows of other tables that the job looks up, read when a run begins; `()` where it looks
    /// up none.
    type Lookups: Default + Send + Sync;

    /// Everything that is constant about the job.
    const INFO: &'static JobInfo;

    /// Decodes a source row in place.
    ///
    /// # Errors
    /// A cell that does not fit its type rejects the row.
    fn read<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Source<'a>, Reject>;

    /// Whether the row takes part in the load (the spec's `filter`; SQL's rule: only TRUE passes).
    /// Every row does where the spec has no `filter`.
    ///
    /// # Errors
    /// An expression that fails on this row's values rejects it.
    fn filter<'a>(_source: &Self::Source<'a>, _scratch: &'a Scratch) -> Result<bool, Reject> {
        Ok(true)
    }

    /// Computes the business key, decoding only the cells that it needs: routing a record to its
    /// partition calls nothing else.
    ///
    /// # Errors
    /// A NULL or empty key, a cell that does not fit, or an expression that fails, rejects the row.
    fn key<'a, R: RowReader<'a>>(
        row: &R,
        lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Key<'a>, Reject>;

    /// Computes the target row. Its key's columns are those of `key`, which [`Job::key`] has
    /// computed.
    ///
    /// # Errors
    /// An expression that fails or a value that does not fit its column rejects the row.
    fn transform<'a>(
        source: &Self::Source<'a>,
        key: &Self::Key<'a>,
        lookups: &'a Self::Lookups,
        scratch: &'a Scratch,
    ) -> Result<Self::Target<'a>, Reject>;

    /// Writes the key, column by column.
    fn write_key<W: RowWriter>(key: &Self::Key<'_>, out: &mut W);

    /// Writes the target row, column by column in the table's order.
    fn write<W: RowWriter>(row: &Self::Target<'_>, out: &mut W);

    /// Writes the type 2 columns in the table's order: the material of the row hash's first half.
    fn write_type2<W: RowWriter>(row: &Self::Target<'_>, out: &mut W);

    /// Writes the type 1 columns in the table's order: the material of the row hash's second half.
    fn write_type1<W: RowWriter>(row: &Self::Target<'_>, out: &mut W);

    /// Writes the `order_by` expressions' values; directions are in [`JobInfo`]. Nothing where the
    /// spec has no `order_by`.
    ///
    /// # Errors
    /// An expression that fails rejects the row.
    fn write_order<'a, W: RowWriter>(
        _source: &Self::Source<'a>,
        _scratch: &'a Scratch,
        _out: &mut W,
    ) -> Result<(), Reject> {
        Ok(())
    }

    /// Reads a key back from the target (columns in the order of `target.key`).
    ///
    /// # Errors
    /// A stored value that does not fit its type.
    fn read_key<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Key<'a>, Reject>;

    /// Reads a target row back (the mapping's columns in the table's order).
    ///
    /// # Errors
    /// A stored value that does not fit its type.
    fn read_target<'a, R: RowReader<'a>>(row: &R) -> Result<Self::Target<'a>, Reject>;
}
