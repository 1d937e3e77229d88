// @generated from jobs/bench/bench_server_type1.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::value as types;

/// `c_custkey`
pub fn c_custkey(c_custkey: i64) -> i64 {
    c_custkey
}

/// `c_name`
pub fn c_name(c_name: Option<&str>) -> Option<&str> {
    c_name
}

/// `c_address`
pub fn c_address(c_address: Option<&str>) -> Option<&str> {
    c_address
}

/// `c_nationkey`
pub fn c_nationkey(c_nationkey: Option<i32>) -> Option<i32> {
    c_nationkey
}

/// `c_phone`
pub fn c_phone(c_phone: Option<&str>) -> Option<&str> {
    c_phone
}

/// `c_acctbal`
pub fn c_acctbal(c_acctbal: Option<types::Decimal>) -> Option<types::Decimal> {
    c_acctbal
}

/// `c_mktsegment`
pub fn c_mktsegment(c_mktsegment: Option<&str>) -> Option<&str> {
    c_mktsegment
}

/// `c_comment`
pub fn c_comment(c_comment: Option<&str>) -> Option<&str> {
    c_comment
}
