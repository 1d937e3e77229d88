// @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `made`
pub fn made(made: Option<types::Date>) -> Option<types::Date> {
    made
}

/// `line`
pub fn line(line: Option<i32>) -> Option<i32> {
    line
}

/// `name`
pub fn name(name: Option<&str>) -> Option<&str> {
    name
}

/// `weight`
pub fn weight(weight: Option<i32>) -> Option<i32> {
    weight
}
