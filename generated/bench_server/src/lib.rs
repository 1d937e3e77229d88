// @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
//! What `cargo xtask bench --postgres` measures, TPC-H customers with full history, server to server.
//!
//! README.md tells what is loaded, and how to run it.

#[rustfmt::skip]
pub mod job;
#[rustfmt::skip]
pub mod rows;
#[rustfmt::skip]
pub mod transform;

pub use job::BenchServer;
use loadwright_runtime::{Options, Report, RunError};

/// Runs the job in this process, as its binary does.
///
/// # Errors
/// Whatever keeps the rows out: see [`RunError`].
pub fn run(options: &Options) -> Result<Report, RunError> {
    loadwright_runtime::run::<BenchServer>(options)
}
