// @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:rows`, text
pub const ROWS: usize = 0;
