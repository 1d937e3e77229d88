//! Rejected rows of a chunk beyond what memory is for: in a temporary file, until the chunk is
//! written. A chunk of rows without a key, or of one key, is as large as the source makes it.

use super::APPEND_BATCH_BYTES;
use super::outcome::RejectRow;
use crate::error::{Error, Result};
use crate::spool::{Partitions, Spool};

/// Rejected rows in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    rows: usize,
    file: File,
}

#[derive(Debug, Default)]
enum File {
    #[default]
    None,
    Growing(Spool),
    Whole(Partitions),
}

impl Aside {
    /// How many they are.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    #[cold]
    pub(super) fn push(&mut self, row: &RejectRow) -> Result<()> {
        if matches!(self.file, File::None) {
            self.file = File::Growing(Spool::new(1, 0, None)?);
        }
        let File::Growing(spool) = &mut self.file else {
            return Err(misused());
        };
        self.rows += 1;
        spool.push(0, &row.packed()?)
    }

    /// All are there: from here on they can be read, as often as an attempt at writing them needs.
    pub(crate) fn finish(&mut self) {
        if let File::Growing(spool) = std::mem::take(&mut self.file) {
            self.file = File::Whole(spool.finish());
        }
    }

    /// Hands them over, so many at once, or what memory is for.
    pub(crate) fn in_batches(
        &self,
        rows: usize,
        mut take: impl FnMut(&[RejectRow]) -> Result<()>,
    ) -> Result<()> {
        let mut reader = match &self.file {
            File::None => return Ok(()),
            File::Growing(_) => return Err(misused()),
            File::Whole(partitions) => partitions.open(0)?,
        };
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(packed) = reader.next()? {
            let row = RejectRow::unpacked(packed)?;
            bytes += row.bytes();
            batch.push(row);
            if batch.len() >= rows || bytes >= APPEND_BATCH_BYTES {
                take(&batch)?;
                batch.clear();
                bytes = 0;
            }
        }
        if batch.is_empty() {
            Ok(())
        } else {
            take(&batch)
        }
    }
}

fn misused() -> Error {
    Error::failed("rejected rows are read before all are there: a defect of Loadwright")
}
