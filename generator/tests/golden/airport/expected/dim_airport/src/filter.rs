// @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
//! The filter: only rows for which it is true are loaded.

/// `tzone is not null`
pub fn keep(tzone: Option<&str>) -> bool {
    tzone.is_some()
}
