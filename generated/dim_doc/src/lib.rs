// @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
//! PostgreSQL's operators that are written with question marks.
//!
//! README.md tells what is loaded, and how to run it.

#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod param;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::DimDoc;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<DimDoc>(options)
}
