// @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
//! Writes the table of dim_customer with one more tracked column.
//!
//! README.md tells what is loaded, and how to run it.

#[rustfmt::skip]
pub mod filter;
#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod param;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::DimCustomerWide;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<DimCustomerWide>(options)
}
