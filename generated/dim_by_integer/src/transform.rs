// @generated from jobs/scenarios/dim_by_integer.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `k`
pub fn k(k: Option<i64>) -> Option<i64> {
    k
}

/// `v`
pub fn v(v: Option<&str>) -> Option<&str> {
    v
}
