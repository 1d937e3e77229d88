// @generated from jobs/scenarios/dim_quote.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::sql;

/// `code`
pub fn code(code: &str) -> &str {
    code
}

/// `100 / quote`
pub fn quote(quote: i32) -> Result<i32, Fault> {
    sql::divide(100, quote)
}
