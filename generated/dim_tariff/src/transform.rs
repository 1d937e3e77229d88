// @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;
use crate::param;

/// `code`
pub fn code(code: Option<&str>) -> Option<&str> {
    code
}

/// `title`
pub fn title(title: Option<&str>) -> Option<&str> {
    title
}

/// `price`
pub fn price(price: Option<types::Decimal>) -> Option<types::Decimal> {
    price
}

/// `since`
pub fn since(since: Option<&str>) -> Option<&str> {
    since
}

/// `:batch`
pub fn batch(scratch: &Scratch) -> Result<&str, Fault> {
    sql::param::<&str>(scratch, param::BATCH)
}
