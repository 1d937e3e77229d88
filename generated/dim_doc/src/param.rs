// @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
//! The run parameters' places.

/// `:least`, integer
pub const LEAST: usize = 0;
