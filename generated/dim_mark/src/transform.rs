// @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `id`
pub fn __where_(id: i32) -> i32 {
    id
}

/// `"VIP?"`
pub fn vip_(vip_: Option<&str>) -> Option<&str> {
    vip_
}

/// `"${source}"`
pub fn __target_(__source_: Option<&str>) -> Option<&str> {
    __source_
}

/// `"?1"`
pub fn column_1(column_1: Option<&str>) -> Option<&str> {
    column_1
}

/// `${table} $$ ? :who`
pub fn column__() -> &'static str {
    "${table} $$ ? :who"
}

/// `now`
pub fn ___a___comment_(now: Option<&str>) -> Option<&str> {
    now
}
