//! CSV files as sources: found below a root, read record by record, cut into chunks.

mod csv;
mod cut;
mod discover;
#[cfg(any(test, feature = "fuzz"))]
#[doc(hidden)]
pub mod fuzz;
mod header;
mod input;
mod loaded;
pub(crate) mod place;
mod reader;
mod record;
mod row;
mod shape;
pub(crate) mod source;
#[cfg(test)]
mod tests;

use crate::connections::Adapter;

pub use csv::{CsvRecords, CsvSource, SpilledCsv};
pub use cut::estimate_rows;
#[cfg(any(test, feature = "fuzz"))]
use cut::{CutQueue, plan_cuts};
pub use discover::{SourceFile, discover};
pub use row::CsvRow;

/// CSV files below a folder, to read from.
#[derive(Debug)]
pub struct Files;

impl Adapter for Files {
    const KIND: &'static str = "files";
}
