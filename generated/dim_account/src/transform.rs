// @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

/// `region`
pub fn region(region: Option<&str>) -> Option<&str> {
    region
}

/// `number`
pub fn number(number: Option<i32>) -> Option<i32> {
    number
}

/// `owner`
pub fn owner(owner: Option<&str>) -> Option<&str> {
    owner
}

/// `limit_eur`
pub fn limit_eur(limit_eur: Option<i32>) -> Option<i32> {
    limit_eur
}

/// `opened`
pub fn opened(opened: Option<&str>) -> Option<&str> {
    opened
}
