//! CSV files as sources: found below a root, read record by record, cut into chunks.

mod csv;
mod cut;
mod discover;
#[cfg(any(test, feature = "fuzz"))]
#[doc(hidden)]
pub mod fuzz;
mod input;
mod reader;
mod record;
mod row;
mod shape;
#[cfg(test)]
mod tests;

pub use csv::{CsvRecords, CsvSource, SpilledCsv};
pub use cut::{Cut, CutChunk, CutQueue, CutRows, estimate_rows, plan_cuts};
pub use discover::{SourceFile, discover};
pub use row::CsvRow;
