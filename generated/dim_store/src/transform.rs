// @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `code`
pub fn code(code: Option<&str>) -> Option<&str> {
    code
}

/// `town`
pub fn town(town: Option<&str>) -> Option<&str> {
    town
}

/// `manager`
pub fn manager(manager: Option<&str>) -> Option<&str> {
    manager
}
