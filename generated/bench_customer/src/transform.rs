// @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;

/// `customer_id`
pub fn customer_id(customer_id: i64) -> i64 {
    customer_id
}

/// `trim(first_name)`
pub fn first_name(first_name: Option<&str>) -> Option<&str> {
    first_name.map(sql::trim)
}

/// `trim(last_name)`
pub fn last_name(last_name: Option<&str>) -> Option<&str> {
    last_name.map(sql::trim)
}

/// `lower(email)`
pub fn email<'a>(email: Option<&'a str>, scratch: &'a Scratch) -> Option<&'a str> {
    email.map(|email| sql::lower(email, scratch))
}

/// `street`
pub fn street(street: Option<&str>) -> Option<&str> {
    street
}

/// `coalesce(city, 'unknown')`
pub fn city(city: Option<&str>) -> &str {
    city.unwrap_or("unknown")
}

/// `postal_code`
pub fn postal_code(postal_code: Option<&str>) -> Option<&str> {
    postal_code
}

/// `upper(country)`
pub fn country<'a>(
    country: Option<&'a str>,
    scratch: &'a Scratch,
) -> Result<Option<&'a str>, Fault> {
    country.map(|country| sql::varchar(sql::upper(country, scratch), 2)).transpose()
}

/// `birth_date`
pub fn birth_date(birth_date: Option<types::Date>) -> Option<types::Date> {
    birth_date
}

/// `balance`
pub fn balance(balance: Option<types::Decimal>) -> Option<types::Decimal> {
    balance
}
