// @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
//! Departures from New York, January 2013. Rows are added; a file that was loaded is not loaded again.
//!
//! README.md tells what is loaded, and how to run it.

#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::FactFlight;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<FactFlight>(options)
}
