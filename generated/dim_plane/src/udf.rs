// @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
// A copy of makers.rs.

//! Makers of planes, whom the registry writes in several ways.

/// The maker without what only says how the company is set up: `AIRBUS INDUSTRIE` and `AIRBUS` are
/// one.
pub fn maker(name: &str) -> &str {
    const ENDINGS: [&str; 6] = [" AIRCRAFT CO", " CORPORATION", " INDUSTRIE", " INC", " LTD", " CO"];
    ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}
