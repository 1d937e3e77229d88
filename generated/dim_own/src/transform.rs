// @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;

/// `lw_row`
pub fn lw_row(lw_row: i32) -> i32 {
    lw_row
}

/// `s`
pub fn s(s: &str) -> &str {
    s
}

/// `lw_do`
pub fn lw_do(lw_do: Option<&str>) -> Option<&str> {
    lw_do
}

/// `lw_do_`
pub fn lw_do_(lw_do_: Option<&str>) -> Option<&str> {
    lw_do_
}

/// `lw_hash`
pub fn lw_hash(lw_hash: Option<&str>) -> Option<&str> {
    lw_hash
}

/// `lw_known`
pub fn lw_known(lw_known: Option<&str>) -> Option<&str> {
    lw_known
}

/// `upper(lw_do)`
pub fn t<'a>(lw_do: Option<&'a str>, scratch: &'a Scratch) -> Option<&'a str> {
    lw_do.map(|lw_do| sql::upper(lw_do, scratch))
}

/// `lw_do_`
pub fn changed(lw_do_: Option<&str>) -> Option<&str> {
    lw_do_
}

/// `lw_hash`
pub fn v(lw_hash: Option<&str>) -> Option<&str> {
    lw_hash
}
