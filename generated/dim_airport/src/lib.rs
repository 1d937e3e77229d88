// @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
//! Airports of the United States, with full history.
//!
//! README.md tells what is loaded, and how to run it.

#[cfg(test)]
#[rustfmt::skip]
mod examples;
#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod param;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::DimAirport;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<DimAirport>(options)
}
