// @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `"select"`
pub fn select_key(select: &str) -> &str {
    select
}

/// `"Größe"`
pub fn table(größe: Option<i32>) -> Option<i32> {
    größe
}

/// `"it's a ""name"""`
pub fn it_s_a__name_(it_s_a__name_: Option<&str>) -> Option<&str> {
    it_s_a__name_
}

/// `"MixedCase"`
pub fn mixedcase(mixedcase: Option<i64>) -> Option<i64> {
    mixedcase
}
