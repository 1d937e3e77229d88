// @generated from jobs/nycflights/dim_airport.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;
use crate::param;

/// `upper(trim(faa))`
pub fn airport_code<'a>(faa: &'a str, scratch: &'a Scratch) -> &'a str {
    sql::upper(sql::trim(faa), scratch)
}

/// `name`
///
/// Name as published
pub fn airport_name(name: Option<&str>) -> Option<&str> {
    name
}

/// `lat`
pub fn latitude(lat: Option<f64>) -> Option<f64> {
    lat
}

/// `lon`
pub fn longitude(lon: Option<f64>) -> Option<f64> {
    lon
}

/// `cast(round(alt) as integer)`
pub fn altitude_ft(alt: Option<types::Decimal>) -> Result<Option<i32>, Fault> {
    alt.map(|alt| sql::round(alt).and_then(sql::decimal_to_integer)).transpose()
}

/// `tzone`
pub fn time_zone(tzone: Option<&str>) -> Option<&str> {
    tzone
}

/// `:snapshot`
///
/// The file that the version came from
pub fn snapshot(scratch: &Scratch) -> Result<&str, Fault> {
    sql::param::<&str>(scratch, param::SNAPSHOT)
}
