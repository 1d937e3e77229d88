//! Which jobs send a statement, in names for the tables of templates.

use super::statements::overwritten;
use crate::model::{Change, OnSourceDelete, Target, Write};
use crate::types::SqlType;

/// Which jobs send a statement.
#[derive(Debug, Clone, Copy)]
pub enum Sent {
    /// Those that read this kind of database.
    ByReaders,
    /// Those that write this kind of database, where the target has a use for it.
    ByWriters(fn(&Target) -> bool),
}

pub(super) const READS: Sent = Sent::ByReaders;
pub(super) const ALWAYS: Sent = Sent::ByWriters(|_| true);
pub(super) const KEYED: Sent = Sent::ByWriters(is_keyed);
pub(super) const MERGES: Sent = Sent::ByWriters(merges);
pub(super) const HISTORY: Sent = Sent::ByWriters(has_history);
pub(super) const HISTORY_OF_DAYS: Sent = Sent::ByWriters(has_days);
/// Only some keys can be missing.
pub(super) const SCOPE: Sent = Sent::ByWriters(|target| target.missing_scope.is_some());
pub(super) const MEMBERS: Sent = Sent::ByWriters(|target| !target.members.is_empty());
pub(super) const UPDATES: Sent = Sent::ByWriters(|target| {
    merges(target)
        && target
            .columns
            .iter()
            .any(|column| overwritten(target, column.change))
});
pub(super) const UPDATES_OLD_VERSIONS: Sent = Sent::ByWriters(|target| {
    has_history(target) && target.type1_all_versions && has(target, Change::Overwrite)
});
pub(super) const HASHES: Sent =
    Sent::ByWriters(|target| merges(target) && target.row_hash.is_some());
pub(super) const DELETES: Sent = Sent::ByWriters(|target| {
    target.on_source_delete == OnSourceDelete::Delete
        || target.write == Write::Replace && is_keyed(target)
        || has_days(target)
});
/// A version that began on the day on which its key is gone is marked itself.
pub(super) const FLAGS: Sent = Sent::ByWriters(|target| {
    target.on_source_delete == OnSourceDelete::Flag
        || target.on_source_delete == OnSourceDelete::Version && has_days(target)
});
/// A version that began on the day on which its key is gone does not end that day: its interval
/// would be of length zero.
pub(super) const MARKS_TODAYS: Sent = Sent::ByWriters(|target| {
    has_days(target)
        && matches!(
            target.on_source_delete,
            OnSourceDelete::Version | OnSourceDelete::Close
        )
});
pub(super) const VERSIONS_DELETES: Sent =
    Sent::ByWriters(|target| target.on_source_delete == OnSourceDelete::Version);
/// An abandoned run's rows are found by the run that inserted them.
pub(super) const UNDOES_RUNS: Sent =
    Sent::ByWriters(|target| !is_keyed(target) && target.audit.inserted_run.is_some());
pub(super) const REPLACES_UNKEYED: Sent =
    Sent::ByWriters(|target| !is_keyed(target) && target.write == Write::Replace);

fn is_keyed(target: &Target) -> bool {
    !target.key.is_empty()
}

fn merges(target: &Target) -> bool {
    target.write == Write::Merge || target.write == Write::Replace && is_keyed(target)
}

fn has_history(target: &Target) -> bool {
    target.history.is_some()
}

fn has_days(target: &Target) -> bool {
    target
        .history
        .as_ref()
        .is_some_and(|history| history.ty == SqlType::Date)
}

fn has(target: &Target, change: Change) -> bool {
    target.columns.iter().any(|column| column.change == change)
}
