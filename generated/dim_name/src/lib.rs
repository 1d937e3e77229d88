// @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
//! Names that need quotes, a query with params.
//!
//! README.md tells what is loaded, and how to run it.
#![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]
#![allow(non_snake_case, non_upper_case_globals)]

#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod param;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::DimName;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<DimName>(options)
}
