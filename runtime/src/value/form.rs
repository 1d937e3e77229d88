//! The form in which rows wait for the target: its own, so that writing them is copying bytes.

use super::SqlType;
#[cfg(feature = "postgres")]
use super::copy::{self, CopyWriter};
#[cfg(feature = "sqlite")]
use super::written::{CellWriter, cell_text, cells_of};
use crate::job::Job;

/// Rows and keys in the target's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Cells of SQLite's classes.
    #[cfg(feature = "sqlite")]
    Cells,
    /// Fields of binary COPY.
    #[cfg(feature = "postgres")]
    Copy,
}

impl Form {
    /// Appends a target row.
    #[inline]
    pub(crate) fn write<J: Job>(self, row: &J::Target<'_>, out: &mut Vec<u8>) {
        match self {
            #[cfg(feature = "sqlite")]
            Form::Cells => J::write(row, &mut CellWriter::new(out)),
            #[cfg(feature = "postgres")]
            Form::Copy => J::write(row, &mut CopyWriter::new(out)),
        }
    }

    /// Appends a key.
    #[inline]
    pub(crate) fn write_key<J: Job>(self, key: &J::Key<'_>, out: &mut Vec<u8>) {
        match self {
            #[cfg(feature = "sqlite")]
            Form::Cells => J::write_key(key, &mut CellWriter::new(out)),
            #[cfg(feature = "postgres")]
            Form::Copy => J::write_key(key, &mut CopyWriter::new(out)),
        }
    }

    /// Whether two rows are equal in these columns.
    pub(crate) fn equal_in(self, one: &[u8], other: &[u8], places: &[usize]) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Form::Cells => match (cells_of(one), cells_of(other)) {
                (Ok(one), Ok(other)) => places.iter().all(|place| one.get(*place) == other.get(*place)),
                _ => false,
            },
            #[cfg(feature = "postgres")]
            Form::Copy => {
                let (one, other): (Vec<_>, Vec<_>) = (copy::fields(one).collect(), copy::fields(other).collect());
                places.iter().all(|place| one.get(*place) == other.get(*place))
            }
        }
    }

    /// Each cell for people.
    pub(crate) fn texts(self, written: &[u8], types: impl Iterator<Item = SqlType>) -> Vec<String> {
        match self {
            #[cfg(feature = "sqlite")]
            Form::Cells => cells_of(written).map(|cells| cells.iter().map(cell_text).collect()).unwrap_or_default(),
            #[cfg(feature = "postgres")]
            Form::Copy => copy::fields(written).zip(types).map(|(field, ty)| copy::field_text(field, ty)).collect(),
        }
    }
}
