// @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;

/// `upper(trim(sku))`
pub fn sku<'a>(sku: Option<&'a str>, scratch: &'a Scratch) -> Option<&'a str> {
    sku.map(|sku| sql::upper(sql::trim(sku), scratch))
}

/// `title`
pub fn title(title: Option<&str>) -> Option<&str> {
    title
}

/// `price`
pub fn price(price: Option<types::Decimal>) -> Option<types::Decimal> {
    price
}

/// `origin`
pub fn origin(origin: Option<&str>) -> Option<&str> {
    origin
}
