// @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::sql;

/// `carrier`
pub fn carrier(carrier: &str) -> Result<&str, Fault> {
    sql::varchar(carrier, 2)
}

/// `trim(name)`
pub fn airline_name(name: &str) -> &str {
    sql::trim(name)
}
