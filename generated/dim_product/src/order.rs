// @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
//! What orders the rows of one key within a load.

/// `seq`
///
/// Ascending, NULLs last.
pub fn by_1(seq: Option<i32>) -> Option<i32> {
    seq
}
