// @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:who`, text
pub const WHO: usize = 0;
