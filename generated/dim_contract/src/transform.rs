// @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `id`
pub fn contract_id(id: Option<i64>) -> Option<i64> {
    id
}

/// `name`
pub fn name(name: Option<&str>) -> Option<&str> {
    name
}

/// `grade`
pub fn grade(grade: Option<&str>) -> Option<&str> {
    grade
}

/// `origin`
pub fn origin(origin: Option<&str>) -> Option<&str> {
    origin
}

/// `scope`
pub fn scope(scope: Option<&str>) -> Option<&str> {
    scope
}
