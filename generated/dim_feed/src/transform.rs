// @generated from jobs/scenarios/dim_feed.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;

/// `upper(code)`
pub fn code<'a>(code: &'a str, scratch: &'a Scratch) -> &'a str {
    sql::upper(code, scratch)
}

/// `title`
pub fn title(title: Option<&str>) -> Option<&str> {
    title
}

/// `price`
pub fn price(price: Option<i32>) -> Option<i32> {
    price
}
