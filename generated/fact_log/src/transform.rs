// @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `id`
pub fn id(id: Option<i32>) -> Option<i32> {
    id
}

/// `v`
pub fn v(v: Option<&str>) -> Option<&str> {
    v
}
