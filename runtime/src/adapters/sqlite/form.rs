//! Rows that wait for SQLite: cells of its classes.

use crate::database::form::{Form, WrittenRows};
use crate::info::SqlType;
use crate::job::Job;
use crate::value::written::{CellWriter, cell_text, cells_of};

/// Cells of SQLite's classes.
#[derive(Debug)]
pub(crate) struct Cells;

impl Form for Cells {
    #[inline]
    fn write<J: Job>(row: &J::Target<'_>, out: &mut Vec<u8>) {
        J::write(row, &mut CellWriter::new(out));
    }

    #[inline]
    fn write_key<J: Job>(key: &J::Key<'_>, out: &mut Vec<u8>) {
        J::write_key(key, &mut CellWriter::new(out));
    }
}

impl WrittenRows for Cells {
    fn equal_in(&self, one: &[u8], other: &[u8], places: &[usize]) -> bool {
        match (cells_of(one), cells_of(other)) {
            (Ok(one), Ok(other)) => places
                .iter()
                .all(|place| one.get(*place) == other.get(*place)),
            _ => false,
        }
    }

    fn texts(&self, written: &[u8], _: &mut dyn Iterator<Item = SqlType>) -> Vec<String> {
        cells_of(written)
            .map(|cells| cells.iter().map(cell_text).collect())
            .unwrap_or_default()
    }
}
