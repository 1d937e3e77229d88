// @generated from jobs/scenarios/dim_customer_file.yaml by `cargo xtask generate`; do not edit.
//! The filter: only rows for which it is true are loaded.

/// `status is null or status <> 'test'`
pub fn keep(status: Option<&str>) -> bool {
    status.is_none() || status.is_some_and(|status| status != "test")
}
