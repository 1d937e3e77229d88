// @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use crate::param;

/// `id`
pub fn customer_id(id: Option<i64>) -> Option<i64> {
    id
}

/// `name`
pub fn name(name: Option<&str>) -> Option<&str> {
    name
}

/// `upper(city)`
pub fn city<'a>(city: Option<&'a str>, scratch: &'a Scratch) -> Option<&'a str> {
    city.map(|city| sql::upper(city, scratch))
}

/// `points`
pub fn points(points: Option<i32>) -> Option<i32> {
    points
}

/// `phone`
pub fn phone(phone: Option<&str>) -> Option<&str> {
    phone
}

/// `email`
pub fn email(email: Option<&str>) -> Option<&str> {
    email
}

/// `joined`
pub fn joined(joined: Option<&str>) -> Option<&str> {
    joined
}

/// `:batch`
pub fn batch(scratch: &Scratch) -> Result<&str, Fault> {
    sql::param::<&str>(scratch, param::BATCH)
}
