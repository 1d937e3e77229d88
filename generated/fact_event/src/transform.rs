// @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;
use crate::udf;

/// `id`
pub fn event(id: i32) -> i32 {
    id
}

/// `fragile(note)`
pub fn note(note: Option<&str>) -> Option<&str> {
    note.map(udf::fragile)
}

/// `amount`
pub fn amount(amount: Option<types::Decimal>) -> Option<types::Decimal> {
    amount
}
