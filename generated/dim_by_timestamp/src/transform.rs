// @generated from jobs/scenarios/dim_by_timestamp.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `k`
pub fn k(k: Option<types::Timestamp>) -> Option<types::Timestamp> {
    k
}

/// `v`
pub fn v(v: Option<&str>) -> Option<&str> {
    v
}
