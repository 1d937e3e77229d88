// @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use crate::param;

/// `id`
pub fn rate_id(id: Option<i64>) -> Option<i64> {
    id
}

/// `code`
pub fn code(code: Option<&str>) -> Option<&str> {
    code
}

/// `origin`
pub fn origin(origin: Option<&str>) -> Option<&str> {
    origin
}

/// `:batch`
pub fn batch(scratch: &Scratch) -> Result<&str, Fault> {
    sql::param::<&str>(scratch, param::BATCH)
}
