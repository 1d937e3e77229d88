// @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:day`, date
pub const DAY: usize = 0;
