// @generated from jobs/bench/bench_mapping.yaml by `cargo xtask generate`; do not edit.
//! Ten columns of trims, casts and a CASE, measured against Rust written by hand (`cargo bench -p loadwright-mapping-bench`).
//!
//! README.md tells what is loaded, and how to run it.

#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::BenchMapping;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<BenchMapping>(options)
}
