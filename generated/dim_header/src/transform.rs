// @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `number`
pub fn number(number: i32) -> i32 {
    number
}

/// `net`
pub fn net(net: Option<types::Decimal>) -> Option<types::Decimal> {
    net
}

/// `gross`
pub fn gross(gross: Option<types::Decimal>) -> Option<types::Decimal> {
    gross
}
