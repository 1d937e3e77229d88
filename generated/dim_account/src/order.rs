// @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
//! What orders the rows of one key within a load.

/// `changed`
///
/// Ascending, NULLs first.
pub fn by_1(changed: Option<i32>) -> Option<i32> {
    changed
}
