// @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
//! What orders the rows of one key within a load.

use loadwright_runtime::value as types;

/// `at`
///
/// Descending, NULLs last.
pub fn by_1(at: Option<types::TimestampTz>) -> Option<types::TimestampTz> {
    at
}

/// `abs(amount)`
///
/// Ascending, NULLs last.
pub fn by_2(amount: Option<types::Decimal>) -> Option<types::Decimal> {
    amount.map(|amount| amount.abs())
}
