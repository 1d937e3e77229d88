// @generated from jobs/scenarios/stage_word.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;

/// `source_line()`
pub fn line(scratch: &Scratch) -> i64 {
    sql::source_line(scratch)
}

/// `name`
pub fn name(name: Option<&str>) -> Option<&str> {
    name
}
