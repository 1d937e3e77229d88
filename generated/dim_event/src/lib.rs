// @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
//! The same events by key.
//!
//! README.md tells what is loaded, and how to run it.

#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;
#[rustfmt::skip]
pub mod udf;

pub use job::DimEvent;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<DimEvent>(options)
}
