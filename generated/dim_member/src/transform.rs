// @generated from jobs/scenarios/dim_member.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `id`
pub fn id(id: i64) -> i64 {
    id
}

/// `region`
pub fn region(region: Option<&str>) -> Option<&str> {
    region
}

/// `name`
pub fn name(name: Option<&str>) -> Option<&str> {
    name
}
