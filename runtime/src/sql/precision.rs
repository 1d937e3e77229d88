//! Times at a precision: `timestamp(3)` and its kin.

use chrono::TimeDelta;

use crate::row::Fault;
use crate::sql::{timestamp, timestamptz};
use crate::value::{Interval, Time, Timestamp, TimestampTz};

/// Microseconds at so many digits of a second, half of one away from zero; `None`: there is no such
/// number.
fn rounded(micros: i64, digits: u32) -> Option<i64> {
    let unit = 10_i64.pow(6_u32.saturating_sub(digits));
    let half = if micros < 0 { -(unit / 2) } else { unit / 2 };
    Some(micros.checked_add(half)? / unit * unit)
}

/// The microseconds by which a distance changes. PostgreSQL counts from the year 2000.
fn change(distance: TimeDelta, digits: u32) -> Option<TimeDelta> {
    let micros = distance.num_microseconds()?;
    rounded(micros, digits).map(|rounded| TimeDelta::microseconds(rounded - micros))
}

/// `timestamp::timestamp(digits)`
///
/// # Errors
/// The last day there is has ended.
pub fn timestamp_at(value: Timestamp, digits: u32) -> Result<Timestamp, Fault> {
    const START: Timestamp = timestamp(2000, 1, 1, 0, 0, 0, 0);
    let change = change(value - START, digits);
    change
        .and_then(|change| value.checked_add_signed(change))
        .ok_or_else(|| Fault::new("timestamp out of range"))
}

/// `timestamptz::timestamptz(digits)`
///
/// # Errors
/// The last day there is has ended.
pub fn timestamptz_at(value: TimestampTz, digits: u32) -> Result<TimestampTz, Fault> {
    const START: TimestampTz = timestamptz(2000, 1, 1, 0, 0, 0, 0);
    let change = change(value - START, digits);
    change
        .and_then(|change| value.checked_add_signed(change))
        .ok_or_else(|| Fault::new("timestamp out of range"))
}

/// `time::time(digits)`
///
/// # Errors
/// The day has ended.
pub fn time_at(value: Time, digits: u32) -> Result<Time, Fault> {
    let change = change(value - Time::MIN, digits).unwrap_or_default();
    match value.overflowing_add_signed(change) {
        (rounded, 0) => Ok(rounded),
        _ => Err(Fault::new("24:00:00 is no time of a day")),
    }
}

/// `interval::interval(digits)`
///
/// # Errors
/// More microseconds than there are.
pub fn interval_at(value: Interval, digits: u32) -> Result<Interval, Fault> {
    let micros =
        rounded(value.micros, digits).ok_or_else(|| Fault::new("interval out of range"))?;
    Ok(Interval { micros, ..value })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::{interval, time};

    #[test]
    fn half_a_unit_is_rounded_away_from_the_year_2000() {
        let at = |year, micros| timestamp(year, 1, 1, 0, 0, 0, micros);
        assert_eq!(
            timestamp_at(at(2013, 123_500), 3).unwrap(),
            at(2013, 124_000)
        );
        assert_eq!(
            timestamp_at(at(2013, 123_499), 3).unwrap(),
            at(2013, 123_000)
        );
        assert_eq!(
            timestamp_at(at(1999, 123_500), 3).unwrap(),
            at(1999, 123_000)
        );
        assert_eq!(
            timestamp_at(at(1999, 123_501), 3).unwrap(),
            at(1999, 124_000)
        );
        assert_eq!(
            timestamp_at(timestamp(2012, 12, 31, 23, 59, 59, 500_000), 0).unwrap(),
            at(2013, 0)
        );
        assert!(timestamp_at(Timestamp::MAX, 0).is_err());
    }

    #[test]
    fn times_and_intervals_are_rounded() {
        assert_eq!(
            time_at(time(6, 30, 15, 250_000), 1).unwrap(),
            time(6, 30, 15, 300_000)
        );
        assert!(time_at(time(23, 59, 59, 999_999), 3).is_err());
        assert_eq!(
            interval_at(interval(1, 2, -1_500_000), 0).unwrap(),
            interval(1, 2, -2_000_000)
        );
        assert!(interval_at(interval(0, 0, i64::MAX), 0).is_err());
    }
}
