//! CSV files as sources: found below a root, read record by record, cut into chunks.

mod discover;
mod input;
mod reader;
mod record;

pub use discover::{SourceFile, discover};
