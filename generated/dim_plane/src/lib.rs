// @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
//! Planes by tail number. Year and manufacturer never change, the rest is kept as it last was.
//!
//! README.md tells what is loaded, and how to run it.

#[cfg(test)]
#[rustfmt::skip]
mod examples;
#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;
#[rustfmt::skip]
pub mod udf;

pub use job::DimPlane;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<DimPlane>(options)
}
