// @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:snapshot`, text
pub const SNAPSHOT: usize = 0;
