//! `AT TIME ZONE`, and what else names a zone.

use chrono::{NaiveDateTime, TimeDelta};

use crate::row::Fault;
use crate::temporal::field::{self, Kind, Unit};
use crate::temporal::input::{self, Moment, Stated};
#[cfg(feature = "timezones")]
use crate::temporal::named;
use crate::temporal::zone::{self, Zone};
use crate::temporal::{self, Interval, MICROS_PER_SECOND};
use crate::value::{Timestamp, TimestampTz};

use super::temporal::{fault, in_range};

/// A zone that was found.
enum Place {
    Fixed(Zone),
    #[cfg(feature = "timezones")]
    Named(named::Tz),
}

#[cfg(feature = "timezones")]
fn named(name: &str) -> Option<Place> {
    named::find(name).map(Place::Named)
}

#[cfg(not(feature = "timezones"))]
fn named(_: &str) -> Option<Place> {
    None
}

#[cold]
fn unknown(name: &str) -> Fault {
    if cfg!(feature = "timezones") {
        Fault::of(name, "no such time zone")
    } else {
        Fault::of(
            name,
            "no such time zone, or one that this job is built without (feature `timezones` of the \
             runtime)",
        )
    }
}

impl Place {
    /// Reads a zone as `AT TIME ZONE` does: abbreviations first, then names, then POSIX's form, in
    /// which `+02` is west of UTC.
    fn parse(text: &str) -> Result<Place, Fault> {
        if text.contains('/')
            && let Some(place) = named(text)
        {
            return Ok(place);
        }
        match Zone::parse(text).map_err(Fault::from)? {
            Some(zone) => Ok(Place::Fixed(zone)),
            None => named(text).ok_or_else(|| unknown(text)),
        }
    }

    #[cfg_attr(
        not(feature = "timezones"),
        expect(unused_variables, reason = "a fixed zone is the same at all times")
    )]
    fn ahead_at(&self, utc: NaiveDateTime) -> i32 {
        match self {
            Place::Fixed(zone) => zone.ahead,
            #[cfg(feature = "timezones")]
            Place::Named(zone) => named::ahead_at(*zone, utc),
        }
    }

    #[cfg_attr(
        not(feature = "timezones"),
        expect(unused_variables, reason = "a fixed zone is the same at all times")
    )]
    fn ahead_of_local(&self, local: NaiveDateTime) -> i32 {
        match self {
            Place::Fixed(zone) => zone.ahead,
            #[cfg(feature = "timezones")]
            Place::Named(zone) => named::ahead_of_local(*zone, local),
        }
    }
}

/// A time moved by so many seconds.
fn moved(at: NaiveDateTime, seconds: i32) -> Result<NaiveDateTime, Fault> {
    at.checked_add_signed(TimeDelta::seconds(seconds.into()))
        .and_then(in_range)
        .ok_or_else(|| Fault::from(temporal::out_of_range()))
}

/// `timestamp AT TIME ZONE zone`: the instant at which that zone's clocks show it.
///
/// # Errors
/// No such zone; out of range.
pub fn from_zone(zone: &str, at: Timestamp) -> Result<TimestampTz, Fault> {
    let ahead = Place::parse(zone)?.ahead_of_local(at);
    Ok(moved(at, -ahead)?.and_utc())
}

/// `timestamptz AT TIME ZONE zone`: what that zone's clocks show then.
///
/// # Errors
/// No such zone; out of range.
pub fn to_zone(zone: &str, at: TimestampTz) -> Result<Timestamp, Fault> {
    let utc = at.naive_utc();
    moved(utc, Place::parse(zone)?.ahead_at(utc))
}

/// Seconds of an interval that is a zone's distance from UTC.
fn distance(zone: Interval) -> Result<i32, Fault> {
    if zone.months != 0 || zone.days != 0 {
        return Err(Fault::of(
            zone,
            "a time zone as an interval must not have months or days",
        ));
    }
    i32::try_from(zone.micros / MICROS_PER_SECOND)
        .map_err(|_| Fault::from(temporal::out_of_range()))
}

/// `timestamp AT TIME ZONE interval`
///
/// # Errors
/// An interval of days; out of range.
pub fn from_distance(zone: Interval, at: Timestamp) -> Result<TimestampTz, Fault> {
    Ok(moved(at, -distance(zone)?)?.and_utc())
}

/// `timestamptz AT TIME ZONE interval`
///
/// # Errors
/// As [`from_distance`].
pub fn to_distance(zone: Interval, at: TimestampTz) -> Result<Timestamp, Fault> {
    moved(at.naive_utc(), distance(zone)?)
}

/// The value of a text whose zone does not matter, but must be one.
pub(super) fn of_known_zone<T>((value, zone): (T, Stated)) -> Result<T, Fault> {
    match zone {
        Stated::Named(name) if named(name.as_str()).is_none() => Err(unknown(name.as_str())),
        _ => Ok(value),
    }
}

/// The instant of a text that was read; without a zone it is in UTC.
fn instant(moment: Moment) -> Result<TimestampTz, Fault> {
    let ahead = match moment.zone {
        Stated::Nothing => 0,
        Stated::Ahead(seconds) => seconds,
        Stated::Named(name) => named(name.as_str())
            .ok_or_else(|| unknown(name.as_str()))?
            .ahead_of_local(moment.local),
    };
    Ok(moved(moment.local, -ahead)?.and_utc())
}

/// A `timestamptz` in any of PostgreSQL's forms.
pub(super) fn timestamptz_of_text(text: &str) -> Result<TimestampTz, Fault> {
    input::moment(text)
        .map_err(|problem| fault(text, problem))
        .and_then(instant)
}

/// `make_timestamptz(…, zone)`; unlike in `AT TIME ZONE`, `+02` is east of UTC.
///
/// # Errors
/// No such day, time or zone.
#[allow(clippy::too_many_arguments)] // PostgreSQL's own.
pub fn make_timestamptz_in(
    year: i32,
    month: i32,
    day: i32,
    hour: i32,
    minute: i32,
    second: f64,
    zone: &str,
) -> Result<TimestampTz, Fault> {
    let local = super::make_timestamp(year, month, day, hour, minute, second)?;
    if zone.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Fault::of(
            zone,
            "a time zone as a number begins with + or -",
        ));
    }
    let ahead = match zone::offset(zone) {
        Ok(ahead) => ahead,
        Err(problem) if zone.starts_with(['+', '-']) => return Err(fault(zone, problem)),
        Err(_) => Place::parse(zone)?.ahead_of_local(local),
    };
    Ok(moved(local, -ahead)?.and_utc())
}

/// `date_trunc(unit, timestamptz, zone)`: cut on that zone's clock.
///
/// # Errors
/// No such unit or zone; out of range.
pub fn truncate_in(unit: Unit, at: TimestampTz, zone: &str) -> Result<TimestampTz, Fault> {
    let place = Place::parse(zone)?;
    let utc = at.naive_utc();
    let ahead = place.ahead_at(utc);
    let local =
        field::truncated(unit, moved(utc, ahead)?, Kind::TimestampTz).map_err(Fault::from)?;
    // Below a day the clock is the same before and after, even where a change is near.
    let is_fine = matches!(
        unit,
        Unit::Hour | Unit::Minute | Unit::Second | Unit::Milliseconds | Unit::Microseconds
    );
    let ahead = if is_fine {
        ahead
    } else {
        place.ahead_of_local(local)
    };
    Ok(moved(local, -ahead)?.and_utc())
}

/// `date_trunc(text, timestamptz, zone)`
///
/// # Errors
/// As [`truncate_in`].
pub fn truncate_by_in(unit: &str, at: TimestampTz, zone: &str) -> Result<TimestampTz, Fault> {
    truncate_in(
        field::named(unit, Kind::TimestampTz).map_err(Fault::from)?,
        at,
        zone,
    )
}
