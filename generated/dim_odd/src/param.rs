// @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:note`, text
pub const NOTE: usize = 0;

/// `:limit`, integer
pub const LIMIT: usize = 1;
