// @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `select`
pub fn key_no(select: Option<i32>) -> Option<i32> {
    select
}

/// `"First Name"`
pub fn group(first_name: Option<&str>) -> Option<&str> {
    first_name
}

/// `"Größe"`
pub fn gr__e(gr__e: Option<types::Decimal>) -> Option<types::Decimal> {
    gr__e
}

/// `"quo""te"`
pub fn quo_te(quo_te: Option<&str>) -> Option<&str> {
    quo_te
}

/// `"MiXed"`
pub fn mixed(mixed: Option<types::TimestampTz>) -> Option<types::TimestampTz> {
    mixed
}
