// @generated from jobs/scenarios/dim_by_text.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `k`
pub fn k(k: Option<&str>) -> Option<&str> {
    k
}

/// `v`
pub fn v(v: Option<&str>) -> Option<&str> {
    v
}
