// @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;

/// `番号`
pub fn 番号(番号: i32) -> i32 {
    番号
}

/// `名前`
pub fn 名前(名前: Option<&str>) -> Option<&str> {
    名前
}

/// `name`
pub fn straße(name: Option<&str>) -> Option<&str> {
    name
}

/// `upper(name)`
pub fn strasse<'a>(name: Option<&'a str>, scratch: &'a Scratch) -> Option<&'a str> {
    name.map(|name| sql::upper(name, scratch))
}

/// `day`
pub fn load_date(day: types::Date) -> types::Date {
    day
}
