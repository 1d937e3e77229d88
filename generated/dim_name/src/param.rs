// @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:who`, text
pub const WHO: usize = 0;

/// `:least`, integer
pub const LEAST: usize = 1;
