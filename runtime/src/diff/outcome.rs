//! What one chunk came to: its counts, and the rows that could not be loaded.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::report::Counts;

/// What one chunk came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) counts: Counts,
    /// Unfiltered rows whose key could not be computed: they could be any key, so such a run closes
    /// nothing.
    pub(crate) keyless: u64,
}

/// A rejected row, as it goes into `lw_reject`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RejectRow {
    pub(crate) file: Option<String>,
    pub(crate) line: u64,
    pub(crate) key: Option<String>,
    pub(crate) column: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) reason: String,
    pub(crate) row: Option<String>,
}

impl RejectRow {
    /// What it takes of memory, about.
    pub(crate) fn bytes(&self) -> usize {
        let texts = [&self.file, &self.key, &self.column, &self.value, &self.row];
        size_of::<RejectRow>()
            + self.reason.len()
            + texts.into_iter().flatten().map(String::len).sum::<usize>()
    }

    /// As it is put aside.
    pub(crate) fn packed(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self)
            .map_err(|error| Error::failed("cannot put a rejected row aside").because(error))
    }

    /// What [`RejectRow::packed`] wrote.
    pub(crate) fn unpacked(bytes: &[u8]) -> Result<RejectRow> {
        serde_json::from_slice(bytes)
            .map_err(|error| Error::failed("a temporary file is damaged").because(error))
    }
}
