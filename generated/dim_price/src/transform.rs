// @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `code`
pub fn code(code: &str) -> &str {
    code
}

/// `price`
pub fn price(price: Option<i32>) -> Option<i32> {
    price
}
