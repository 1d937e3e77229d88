// @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:from`, text
pub const FROM: usize = 0;
