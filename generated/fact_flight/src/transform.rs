// @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
//! The target columns, each a function of the source columns that it uses.

use loadwright_runtime::row::Fault;
use loadwright_runtime::sql;
use loadwright_runtime::value as types;

/// `carrier`
pub fn carrier(carrier: &str) -> Result<&str, Fault> {
    sql::varchar(carrier, 2)
}

/// `flight`
pub fn flight_number(flight: i32) -> i32 {
    flight
}

/// `tailnum`
pub fn tail_number(tailnum: Option<&str>) -> Option<&str> {
    tailnum
}

/// `origin`
pub fn origin(origin: &str) -> &str {
    origin
}

/// `dest`
pub fn destination(dest: &str) -> &str {
    dest
}

/// `time_hour`
pub fn scheduled_hour(time_hour: types::TimestampTz) -> types::TimestampTz {
    time_hour
}

/// `sched_dep_time`
pub fn scheduled_departure(sched_dep_time: i16) -> i16 {
    sched_dep_time
}

/// `dep_delay`
pub fn departure_delay_min(dep_delay: Option<i16>) -> Option<i16> {
    dep_delay
}

/// `arr_delay`
pub fn arrival_delay_min(arr_delay: Option<i16>) -> Option<i16> {
    arr_delay
}

/// `air_time`
pub fn air_time_min(air_time: Option<i16>) -> Option<i16> {
    air_time
}

/// `distance`
pub fn distance_mi(distance: Option<i32>) -> Option<i32> {
    distance
}

/// `dep_time is null`
pub fn was_cancelled(dep_time: Option<i16>) -> bool {
    dep_time.is_none()
}

/// `coalesce(arr_delay > 15, false)`
pub fn was_late(arr_delay: Option<i16>) -> bool {
    arr_delay.map(|arr_delay| i32::from(arr_delay) > 15).unwrap_or(false)
}
