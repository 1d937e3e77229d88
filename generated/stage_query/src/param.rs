// @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:skip`, text
pub const SKIP: usize = 0;
