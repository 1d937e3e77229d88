// @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `id`
pub fn id(id: i32) -> i32 {
    id
}

/// `v`
pub fn vip_(v: Option<&str>) -> Option<&str> {
    v
}

/// `has_k`
pub fn has_k(has_k: Option<bool>) -> Option<bool> {
    has_k
}

/// `"any?"`
pub fn any(any_: Option<bool>) -> Option<bool> {
    any_
}

/// `"all?"`
pub fn all(all_: Option<bool>) -> Option<bool> {
    all_
}

/// `said`
pub fn said(said: Option<&str>) -> Option<&str> {
    said
}
