// @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `item`
pub fn item(item: Option<&str>) -> Option<&str> {
    item
}

/// `quantity`
pub fn quantity(quantity: Option<i32>) -> Option<i32> {
    quantity
}
