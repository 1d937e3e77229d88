// @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;
use crate::udf;

/// `"Event Id"`
pub fn event_id(event_id: i64) -> i64 {
    event_id
}

/// `lower(coalesce(type, 'none'))`
pub fn kind<'a>(type_: Option<&'a str>, scratch: &'a Scratch) -> Result<&'a str, Fault> {
    sql::varchar(sql::lower(type_.unwrap_or("none"), scratch), 10)
}

/// `at`
pub fn at(at: Option<types::TimestampTz>) -> Option<types::TimestampTz> {
    at
}

/// `domain_of(mail__address)`
pub fn domain(mail__address: Option<&str>) -> Option<&str> {
    mail__address.and_then(udf::domain_of)
}

/// `reversed(mail__address)`
pub fn mirrored<'a>(
    mail__address: Option<&'a str>,
    scratch: &'a Scratch,
) -> Option<&'a str> {
    mail__address.map(|mail__address| udf::reversed(mail__address, scratch))
}

/// `cast(amount * 100 as bigint)`
pub fn cents(amount: Option<types::Decimal>) -> Result<Option<i64>, Fault> {
    amount
        .map(|amount| {
            sql::multiply(amount, types::Decimal::from_parts(100, 0))
                .and_then(sql::decimal_to_bigint)
        })
        .transpose()
}

/// `case when amount > 1000 then 'L' else 'S' end`
pub fn size(amount: Option<types::Decimal>) -> &'static str {
    if amount.is_some_and(|amount| amount > types::Decimal::from_parts(1000, 0)) {
        "L"
    } else {
        "S"
    }
}

/// `coalesce(paid, false)`
pub fn paid(paid: Option<bool>) -> bool {
    paid.unwrap_or(false)
}

/// `raw`
pub fn raw(raw: Option<types::Json<'_>>) -> Option<types::Json<'_>> {
    raw
}

/// `run_id()`
pub fn loaded_by(scratch: &Scratch) -> i64 {
    sql::run_id(scratch)
}
