// @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `item`
pub fn item(item: Option<&str>) -> Option<&str> {
    item
}

/// `quantity`
pub fn quantity(quantity: Option<types::Decimal>) -> Option<types::Decimal> {
    quantity
}
