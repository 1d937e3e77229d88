// @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::scratch::Scratch;
use loadwright_runtime::sql;
use crate::udf;

/// `tailnum`
pub fn tail_number(tailnum: &str) -> &str {
    tailnum
}

/// `year`
pub fn built(year: Option<i32>) -> Option<i32> {
    year
}

/// `maker(upper(manufacturer))`
pub fn manufacturer<'a>(
    manufacturer: Option<&'a str>,
    scratch: &'a Scratch,
) -> Option<&'a str> {
    manufacturer.map(|manufacturer| udf::maker(sql::upper(manufacturer, scratch)))
}

/// `model`
pub fn model(model: Option<&str>) -> Option<&str> {
    model
}

/// `type`
pub fn plane_type(type_: Option<&str>) -> Option<&str> {
    type_
}

/// `engine`
pub fn engine_type(engine: Option<&str>) -> Option<&str> {
    engine
}

/// `engines`
pub fn engines(engines: Option<i16>) -> Option<i16> {
    engines
}

/// `seats`
pub fn seats(seats: Option<i16>) -> Option<i16> {
    seats
}

/// `speed`
pub fn cruise_mph(speed: Option<i16>) -> Option<i16> {
    speed
}

/// `case when seats >= 200 then 'wide' when seats >= 100 then 'narrow' else 'small' end`
pub fn size_class(seats: Option<i16>) -> &'static str {
    if seats.is_some_and(|seats| i32::from(seats) >= 200) {
        "wide"
    } else if seats.is_some_and(|seats| i32::from(seats) >= 100) {
        "narrow"
    } else {
        "small"
    }
}
