// @generated from jobs/scenarios/dim_by_uuid.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `k`
pub fn k(k: Option<types::Uuid>) -> Option<types::Uuid> {
    k
}

/// `v`
pub fn v(v: Option<&str>) -> Option<&str> {
    v
}
