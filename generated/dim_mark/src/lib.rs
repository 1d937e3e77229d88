// @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
//! Names, texts, a query and hooks full of what statements stand for - ${target}, ?1, :who - and all of it only text.
//!
//! README.md tells what is loaded, and how to run it.
#![allow(non_snake_case)]

#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod param;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::DimMark;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<DimMark>(options)
}
