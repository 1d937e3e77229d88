// @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `id`
pub fn order_id(id: Option<i64>) -> Option<i64> {
    id
}

/// `total`
pub fn total(total: Option<i32>) -> Option<i32> {
    total
}
