// @generated from jobs/scenarios/fact_sale.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `sale`
pub fn sale(sale: i64) -> i64 {
    sale
}

/// `note`
pub fn note(note: Option<&str>) -> Option<&str> {
    note
}

/// `amount`
pub fn amount(amount: Option<types::Decimal>) -> Option<types::Decimal> {
    amount
}
