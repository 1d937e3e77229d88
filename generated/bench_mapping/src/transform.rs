// @generated from jobs/bench/bench_mapping.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;

/// `cast(order_no as bigint)`
pub fn order_no(order_no: &str) -> Result<i64, Fault> {
    sql::text_to_bigint(order_no)
}

/// `trim(first_name)`
pub fn first_name(first_name: Option<&str>) -> Option<&str> {
    first_name.map(sql::trim)
}

/// `trim(last_name)`
pub fn last_name(last_name: Option<&str>) -> Option<&str> {
    last_name.map(sql::trim)
}

/// `coalesce(nullif(trim(city), ''), 'unknown')`
pub fn city(city: Option<&str>) -> &str {
    sql::null_if(city.map(sql::trim), Some("")).unwrap_or("unknown")
}

/// `trim(country)`
pub fn country(country: Option<&str>) -> Result<Option<&str>, Fault> {
    country.map(|country| sql::varchar(sql::trim(country), 2)).transpose()
}

/// `cast(trim(quantity) as integer)`
pub fn quantity(quantity: Option<&str>) -> Result<Option<i32>, Fault> {
    quantity.map(|quantity| sql::text_to_integer(sql::trim(quantity))).transpose()
}

/// `cast(price as decimal(12,2))`
pub fn price(price: Option<&str>) -> Result<Option<types::Decimal>, Fault> {
    price.map(|price| sql::text_to_decimal_at(price, 12, 2)).transpose()
}

/// `cast(ordered_on as date)`
pub fn ordered_on(ordered_on: Option<&str>) -> Result<Option<types::Date>, Fault> {
    ordered_on
        .map(|ordered_on| sql::text_to_date(ordered_on).and_then(sql::within_years))
        .transpose()
}

/// `case when cast(quantity as integer) >= 100 then 'large' when cast(quantity as integer) >= 10 then 'medium' else 'small' end`
pub fn size(quantity: Option<&str>) -> Result<&str, Fault> {
    let value = quantity.map(sql::text_to_integer).transpose()?;
    if value.is_some_and(|value| value >= 100) {
        Ok("large")
    } else if value.is_some_and(|value| value >= 10) {
        Ok("medium")
    } else {
        Ok("small")
    }
}

/// `case trim(status) when 'O' then 'open' when 'S' then 'shipped' when 'C' then 'cancelled' else 'unknown' end`
pub fn status(status: &str) -> &str {
    match sql::trim(status) {
        "O" => "open",
        "S" => "shipped",
        "C" => "cancelled",
        _ => "unknown",
    }
}
