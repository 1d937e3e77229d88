// @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
//! Contracts, types 0, 1 and 2; one that is gone gets a version that says so, until it comes back.
//!
//! README.md tells what is loaded, and how to run it.

#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::DimContract;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<DimContract>(options)
}
