// @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:batch`, text
pub const BATCH: usize = 0;
