//! The form in which rows wait for the target: its own, so that writing them is copying bytes.

use std::fmt::Debug;

use loadwright_types::SqlType;

use crate::job::Job;

/// How a target writes rows and keys, in code that is compiled for each job.
pub(crate) trait Form: 'static {
    /// Appends a target row.
    fn write<J: Job>(row: &J::Target<'_>, out: &mut Vec<u8>);

    /// Appends a key.
    fn write_key<J: Job>(key: &J::Key<'_>, out: &mut Vec<u8>);
}

/// What can be said of rows that are written in a form, whatever job wrote them.
pub(crate) trait WrittenRows: Debug + Sync {
    /// Whether two rows are equal in these columns.
    fn equal_in(&self, one: &[u8], other: &[u8], places: &[usize]) -> bool;

    /// Each cell for people; `types` are those of its columns.
    fn texts(&self, written: &[u8], types: &mut dyn Iterator<Item = SqlType>) -> Vec<String>;
}
